namespace AgentSafetyKit.Sessions;

/// <summary>Tells whether a symbolic link leads out of its folder, by its words alone: nothing is looked up, nothing followed.</summary>
public static class OutwardLink
{
    /// <param name="path">The link's own path, relative to the folder.</param>
    /// <param name="target">What it points to.</param>
    public static bool Leaves(string path, string target)
    {
        if (target.StartsWith('/'))
            return true;
        int depth = path.Count(letter => letter == '/');
        foreach (string part in target.Split('/'))
        {
            if (part is "" or ".")
                continue;
            depth += part == ".." ? -1 : 1;
            if (depth < 0)
                return true;
        }

        return false;
    }
}
