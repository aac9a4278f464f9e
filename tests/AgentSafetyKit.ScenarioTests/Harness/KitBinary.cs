using System.Collections.Immutable;
using System.Text;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>The published executable, run as a user runs it: as a process, with a home of its own.</summary>
internal sealed class KitBinary(string home, string workingFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public static string Path { get; } = Environment.GetEnvironmentVariable("AGSEKIT_BINARY") ?? System.IO.Path.Combine(RepositoryRoot(), "out/agsekit");

    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["AGSEKIT_HOME"] = home,
        ["AGSEKIT_LANG"] = "en",
        ["NO_COLOR"] = "1",
        ["CONFIG_PATH"] = null,
    };

    /// <summary>A command that runs the executable, which stands behind its last word: for what a process can not do to its own surroundings.</summary>
    public string[] Launcher { get; set; } = [];

    public string WorkingFolder { get; set; } = workingFolder;

    /// <summary>False where a test calls it a thousand times: then only its failures are told.</summary>
    public bool IsTold { get; set; } = true;

    public CommandResult Run(params string[] words) => RunWithInput("", words);

    public CommandResult RunWithInput(string input, params string[] words)
    {
        CommandResult result = new CommandRunner(TimeProvider.System)
            .RunAsync(Command(words), Encoding.UTF8.GetBytes(input), Patience, null, CancellationToken.None).GetAwaiter().GetResult();
        if (IsTold || result.ExitCode != 0)
            TestContext.Out.WriteLine($"$ agsekit {ShellQuote.Words(words)}   [{result.ExitCode}]\n{result.OutputText}{result.ErrorText}");
        Assert.That(result.TimedOut, Is.False, "took too long");
        return result;
    }

    /// <summary>Starts it in the background; its words go to a file, its input is at its end.</summary>
    public ChildProcess Start(string outputFile, params string[] words)
    {
        Libc.OpenAt(FileDescriptor.WorkingFolder, "/dev/null\0"u8, OpenFlags.ReadOnly, 0, out FileDescriptor nothing);
        Libc.OpenAt(FileDescriptor.WorkingFolder, Encoding.UTF8.GetBytes(outputFile + "\0"), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, 0x1A4, out FileDescriptor output);
        using (nothing)
        using (output)
            return ChildProcess.Start(Command(words), new SpawnOptions { StandardInput = nothing, StandardOutput = output, StandardError = output, NewProcessGroup = true });
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "AgentSafetyKit.sln")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository: set AGSEKIT_BINARY");
    }

    /// <summary>From now on it sees these programs as files nobody may execute, wherever they are: what counts as a missing program. Needs root.</summary>
    public void HidePrograms(params string[] programs)
    {
        const string Hide = """
            names=$1 empty=$2; shift 2
            for name in $names; do
                for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
                    if [ -x "$folder/$name" ]; then mount --bind "$empty" "$(readlink -f "$folder/$name")"; fi
                done
            done
            exec "$@"
            """;
        string empty = System.IO.Path.Combine(home, "..", "empty");
        File.WriteAllBytes(empty, []);
        Launcher = ["unshare", "--mount", "sh", "-ec", Hide, "sh", string.Join(' ', programs), empty];
    }

    public CommandSpec Command(params string[] words) => CommandSpec.Of(Launcher.Append(Path).First(), [.. Launcher.Append(Path).Skip(1), .. words]) with
    {
        WorkingFolder = WorkingFolder,
        Environment = Variables.ToImmutableDictionary(),
    };
}
