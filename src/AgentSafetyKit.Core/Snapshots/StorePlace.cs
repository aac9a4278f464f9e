using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// How a command that the user pastes where he stands names a folder and its snapshots. Whoever shows a command about snapshots, in an error or a hint, makes it here, so that it means the same store as the one it is about.
/// </summary>
/// <param name="Source">Null: the folder is found without being named.</param>
/// <param name="BackupFolder">Null: so are its snapshots.</param>
public sealed record StorePlace(string? Source, string? BackupFolder)
{
    /// <summary><c>--source-dir</c> and <c>--dest-dir</c>, a blank before each, as far as they are needed.</summary>
    public string Options => Option("--source-dir", Source) + Option("--dest-dir", BackupFolder);

    /// <summary>A command that takes these options.</summary>
    /// <param name="command">Without the program's name: <c>backup show</c>.</param>
    /// <param name="words">Its arguments, as they are: they are quoted here.</param>
    public string Command(string command, params string[] words)
    {
        string given = string.Concat(words.Select(word => " " + ShellQuote.Shown(word)));
        // Behind a double dash nothing is an option any more: neither theirs nor ours.
        return Array.Exists(words, word => word.StartsWith('-')) ? $"agsekit {command}{Options} --{given}" : $"agsekit {command}{given}{Options}";
    }

    /// <summary>A command whose first argument is the folder.</summary>
    public string CommandOnFolder(string command) => $"agsekit {command}{(Source is null ? "" : " " + ShellQuote.Shown(Source))}{Option("--dest-dir", BackupFolder)}";

    private static string Option(string name, string? path) => path is null ? "" : $" {name} {ShellQuote.Shown(path)}";
}
