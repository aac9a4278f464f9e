using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>A clean home and a folder to work in, both gone after the test.</summary>
internal abstract class Scenario
{
    protected string Root { get; private set; } = "";

    /// <summary>The product's own folder in this test.</summary>
    protected virtual string Home => Path.Combine(Root, "home");

    /// <summary>Where its folders are made.</summary>
    protected virtual string Place => Path.GetTempPath();

    protected string Project => Path.Combine(Root, "project");

    protected KitBinary Kit { get; private set; } = null!;

    [SetUp]
    public void MakeFolders()
    {
        // Short: unix sockets live below it.
        Root = Path.Combine(Place, "agsekit-s-" + Path.GetRandomFileName()[..6]);
        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Project);
        Kit = new KitBinary(Home, Project);
    }

    /// <summary>A snapshot may still be finished there by a process of its own.</summary>
    [TearDown]
    public void RemoveFolders() => Shell("for attempt in $(seq 50); do chmod -R u+rwx \"$1\" 2>/dev/null; rm -rf \"$1\" 2>/dev/null && exit; sleep 0.1; done; rm -rf \"$1\"", Root);

    protected void WriteConfig(string yaml)
    {
        string file = Path.Combine(Home, "config.yaml");
        File.WriteAllText(file, yaml);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Runs a line of shell in the project and answers what it printed; it must succeed.</summary>
    protected string Shell(string line, params string[] arguments)
    {
        CommandResult result = new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of("bash", ["-c", line, "bash", .. arguments]) with { WorkingFolder = Directory.Exists(Project) ? Project : "/" },
            ReadOnlyMemory<byte>.Empty, TimeSpan.FromMinutes(5), null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(result.ExitCode, Is.Zero, $"{line}\n{result.OutputText}{result.ErrorText}");
        return result.OutputText;
    }

    protected static JsonElement Json(CommandResult result) => JsonDocument.Parse(result.Output).RootElement;

    /// <summary>It ends with this code, prints no result, and says these words.</summary>
    protected static void AssertRefused(CommandResult result, int code, params string[] said)
    {
        Assert.That((result.ExitCode, result.OutputText), Is.EqualTo((code, "")), result.ErrorText);
        foreach (string words in said)
            Assert.That(result.ErrorText, Does.Contain(words));
    }

    protected virtual string Backups => Path.Combine(Root, "backups-project");

    protected string[] BackupOnce => ["backup-once", "--source-dir", Project, "--dest-dir", Backups];

    /// <summary>Takes a snapshot and answers its id.</summary>
    protected string Snapshot() => Json(Kit.Run([.. BackupOnce, "--json"])).GetProperty("snapshot").GetProperty("id").GetString()!;

    /// <summary>What is in a folder, as find(1) and sha256sum(1) see it: names, kinds, modes, times, links, contents. Not the folder's own mode and time.</summary>
    protected string Inventory(string folder) => Shell(
        """cd "$1"; { find . -mindepth 1 -printf '%P\0%y\0%m\0%T@\0%l\n'; find . -type f -print0 | sort -z | xargs -0r sha256sum; } | LC_ALL=C sort | sha256sum""", folder);

    /// <summary>Everything a folder is: names, contents, modes, times, links. Two folders with one fingerprint are the same to any program.</summary>
    protected string Fingerprint(string folder) =>
        Shell("tar --sort=name --format=posix --xattrs --acls --sparse --sparse-version=0.0 --pax-option=delete=atime,delete=ctime -C \"$1\" -cf - . | sha256sum", folder);
}
