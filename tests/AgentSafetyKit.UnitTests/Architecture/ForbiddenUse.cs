using System.Text.RegularExpressions;

namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>Something the product's source does not do, or does in one place only.</summary>
/// <param name="Name">What the rule is about.</param>
/// <param name="Pattern">How it looks in code (comments and literals are blank).</param>
/// <param name="Where">The folders the rule is about; the whole of src when there are none.</param>
/// <param name="Except">The folders or files that may.</param>
/// <param name="Instead">What to do instead.</param>
public sealed record ForbiddenUse(string Name, string Pattern, string[] Where, string[] Except, string Instead)
{
    private const string Core = "src/AgentSafetyKit.Core/";

    public static ForbiddenUse[] All { get; } =
    [
        new("console", @"(?<![\w.])(System\.)?Console\.", [], ["src/AgentSafetyKit.Cli/Terminal/"], "Cli/Terminal"),
        new("clock", @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", [], [], "a TimeProvider as a parameter"),
        new("process", @"\bSystem\.Diagnostics\.Process|(?<![\w.])Process\.(Start|Get\w+)\(|\bnew\s+Process(StartInfo)?\b|\bProcessStartInfo\b", [], [], "Processes"),
        new(
            "paths",
            @"(?<![\w.])(System\.IO\.)?(File|Directory)\.(Exists|Open|Read|Write|Delete|Move|Copy|Create|Get|Set|Append|Replace|Resolve|Enumerate)\w*|\bnew\s+(FileStream|FileInfo|DirectoryInfo|StreamReader|StreamWriter|FileSystemWatcher)\b",
            [Core + "Snapshots/", Core + "FileTree/", Core + "Mounts/"],
            [],
            "handles of folders: a path can be swapped under its reader"),
        new("native", @"\bLibraryImport\b|\bDllImport\b|\bunsafe\b|\bfixed\s*\(|\bNativeMemory\b|\bMarshal\.(?!GetLastPInvokeError)", [], [Core + "Native/"], "Native"),
        new("async void", @"\basync\s+void\b", [], [], "async Task"),
        new("blocking", @"\.Result\b(?!\s*\()|\.Wait\(|\.WaitAll\(|\.WaitAny\(|\.GetAwaiter\(\)\s*\.GetResult\(", [], BlockingWithReason, "await"),
        new("culture", @"\bCultureInfo\.Current(UI)?Culture\b", [], [], "the language the user chose"),
    ];

    /// <summary>Files that may wait for a task, and why that blocks nobody.</summary>
    private static string[] BlockingWithReason =>
    [
    ];

    public IEnumerable<Finding> Check(SourceFile file)
    {
        bool concerned = Where.Length == 0 || Where.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal));
        if (!concerned || Except.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))
            return [];
        return Regex.Matches(file.Code, Pattern).Select(match => file.At(match.Index, $"{Name}: '{match.Value}' belongs elsewhere; use {Instead}"));
    }

    public override string ToString() => Name;
}
