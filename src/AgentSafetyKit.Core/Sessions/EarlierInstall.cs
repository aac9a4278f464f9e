using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Sessions;

/// <summary>What the earlier tool called agsekit, a Python package, left on this computer that gets in the way of this one: each with what to do about it. Nothing is changed here.</summary>
public static class EarlierInstall
{
    private const string Service = "agsekit-portforward";

    /// <param name="home">The user's home folder.</param>
    /// <param name="self">This executable.</param>
    public static IEnumerable<(Text What, Text Fix)> Remains(string home, string self)
    {
        string unit = Path.Combine(home, ".config/systemd/user", Service + ".service");
        if (Path.Exists(unit) || new FileInfo(unit).LinkTarget is not null)
        {
            yield return (
                new Text($"its service {Service} still keeps forwards up; 'agsekit daemon' does that here", $"его служба {Service} всё ещё держит пробросы портов; здесь это делает «agsekit daemon»"),
                Text.Verbatim($"systemctl --user disable --now {Service}"));
        }

        if (ProgramPath.Find("agsekit") is { } first && first != self && IsScript(first))
        {
            string shown = Printable.Escape(first);
            yield return (
                new Text($"in your shell 'agsekit' is still {shown}, the earlier one", $"в вашей оболочке «agsekit» — всё ещё прежняя программа {shown}"),
                new Text("remove it the way it came: pipx uninstall agsekit, or pip uninstall agsekit", "удалите её так, как ставили: pipx uninstall agsekit или pip uninstall agsekit"));
        }
    }

    private static bool IsScript(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.ReadByte() == '#' && file.ReadByte() == '!';
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
