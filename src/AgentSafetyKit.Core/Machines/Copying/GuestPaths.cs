namespace AgentSafetyKit.Machines.Copying;

/// <summary>Paths in a guest as a user writes them: relative ones and <c>~</c> begin at the home folder of the guest's user.</summary>
public static class GuestPaths
{
    /// <summary>Begins with <c>/</c> or <c>./</c>, so that no program takes it for an option, and ends without a slash.</summary>
    public static string Normal(string path)
    {
        if (path is "" or "~")
            return ".";
        if (path.StartsWith("~/", StringComparison.Ordinal))
            path = path[2..].TrimStart('/');
        string trimmed = path.TrimEnd('/');
        if (trimmed.Length == 0)
            return path.StartsWith('/') ? "/" : ".";
        return trimmed[0] == '/' || trimmed == "." ? trimmed : "./" + trimmed;
    }

    /// <summary>The last name; empty where the path ends in none (<c>.</c>, <c>..</c>, <c>/</c>).</summary>
    public static string NameOf(string normal)
    {
        string name = normal[(normal.LastIndexOf('/') + 1)..];
        return name is "." or ".." ? "" : name;
    }

    /// <summary>The folder that holds it.</summary>
    public static string ParentOf(string normal) => normal.LastIndexOf('/') switch
    {
        < 0 => ".",
        0 => "/",
        int slash => normal[..slash],
    };

    public static string Join(string normal, string name) => normal == "/" ? "/" + name : $"{normal}/{name}";
}
