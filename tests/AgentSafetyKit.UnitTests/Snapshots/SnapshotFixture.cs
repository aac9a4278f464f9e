using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A source folder and a backup folder of its own for each test.</summary>
internal abstract class SnapshotFixture
{
    protected string Work { get; private set; } = "";

    protected string Source => Path.Combine(Work, "source");

    protected string Backups => Path.Combine(Work, "backups");

    protected SnapshotStore Store { get; private set; } = null!;

    [SetUp]
    public void MakeFolders()
    {
        Work = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        Directory.CreateDirectory(Source);
        Store = NewStore();
    }

    [TearDown]
    public void RemoveFolders()
    {
        Assert.That(FolderHandle.Open(Path.GetDirectoryName(Work)!, out FolderHandle parent), Is.EqualTo(AgentSafetyKit.Errors.Errno.Ok));
        using (parent)
            TreeRemoval.Remove(parent, [.. System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(Work)), 0], CancellationToken.None);
        Assert.That(Directory.Exists(Work), Is.False);
    }

    protected SnapshotStore NewStore(TimeProvider? time = null, string? backups = null, ByteSize minFree = default, params string[] exclude) =>
        new(new SnapshotStoreSpec { Source = Source, BackupFolder = backups ?? Backups, Exclude = exclude, MinFreeSpace = minFree }, time ?? TimeProvider.System);

    protected string At(string path) => Path.Combine(Source, path);

    protected void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
    }

    protected SnapshotResult Take(SnapshotReason reason = SnapshotReason.Manual) => Store.Create(new SnapshotRequest { Reason = reason }, null, CancellationToken.None);

    protected SnapshotResult TakeAnyway() => Store.Create(new SnapshotRequest { AcceptsMassDeletion = true }, null, CancellationToken.None);

    protected string Snapshot(SnapshotResult result) => Path.Combine(Backups, result.Snapshot.Id);

    protected RestoreResult RestoreAll(string id, bool safety = false, string? target = null) =>
        Store.Restore(Store.PlanRestore(new RestoreRequest { Id = id, Target = target }, null, CancellationToken.None), safety, null, CancellationToken.None);

    protected RestorePlan Plan(string id, params string[] paths) =>
        Store.PlanRestore(new RestoreRequest { Id = id, Paths = [.. paths.Select(TreePath.Parse)] }, null, CancellationToken.None);

    protected static string Shell(string script, string? folder = null)
    {
        CommandResult result = Try(script, folder);
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText);
        return result.OutputText;
    }

    protected static CommandResult Try(string script, string? folder = null) =>
        new CommandRunner(TimeProvider.System).RunAsync(CommandSpec.Of("/bin/bash", "-c", script) with { WorkingFolder = folder }, default, TimeSpan.FromMinutes(2), null, CancellationToken.None).GetAwaiter().GetResult();

    protected static bool HasTool(string tool) => Try($"command -v {tool}").ExitCode == 0;

    protected static string[] Partials(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).Where(name => name.Contains("partial", StringComparison.Ordinal) || name.EndsWith(".tmp", StringComparison.Ordinal))];

    /// <summary>A copy of the backup folder at that step of the work: what a crash there would leave.</summary>
    protected string CrashAt(string step, Action work)
    {
        string crashed = Path.Combine(Work, "crashed");
        SnapshotCreation.Step = at =>
        {
            if (at == step)
                Shell($"cp -a {Backups} {crashed}; chmod 700 {crashed}");
        };
        try
        {
            work();
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        return crashed;
    }
}
