using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Who is at work in a folder: any number of runs share it, a restore has it alone. Held by a lock of the kernel, so a killed run holds nothing.
/// </summary>
public sealed class FolderUse(KitPaths paths, RunStore runs, TimeProvider? time = null)
{
    /// <summary>For a run, to be held until its last snapshot is taken.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: the folder is being restored.</exception>
    public FileLock Share(string folder) => FileLock.TryShare(LockOf(folder)) ?? throw new KitException(
        ErrorCode.Busy,
        new Text($"no agent can be started in {Printable.Escape(folder)} now", $"сейчас в {Printable.Escape(folder)} нельзя запустить агента"),
        new Text("the folder is being restored from a snapshot", "папка восстанавливается из снимка"),
        new Text("wait until that is done", "дождитесь окончания"));

    /// <summary>For a restore.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: an agent works there, or another restore.</exception>
    public async Task<FileLock> TakeAloneAsync(string folder, CancellationToken cancellation)
    {
        if (FileLock.TryTake(LockOf(folder)) is { } taken)
            return taken;
        RunRecord? run = runs.Live().FirstOrDefault(run => run.Folder == folder);
        // Who only asks whether somebody is at work has a share for a moment.
        if (run is null && await FileLock.TryTakeSoonAsync(LockOf(folder), time ?? TimeProvider.System, cancellation).ConfigureAwait(false) is { } soon)
            return soon;
        string shown = Printable.Escape(folder);
        throw new KitException(
            ErrorCode.Busy,
            new Text($"{shown} can not be restored now", $"сейчас {shown} нельзя восстановить"),
            run is null
                ? AtWork(FileLock.UserOf(LockOf(folder)))
                : new Text($"the agent '{run.Agent}' is at work there (run {run.Id})", $"там работает агент «{run.Agent}» (запуск {run.Id})"),
            run is { IsDetached: true } ? HowToStop(run) : run?.Watcher is { } watcher
                ? new Text(
                    $"end it with 'kill {watcher.Id}' (or Ctrl+C where it runs) and try again; to look at it meanwhile, restore elsewhere with --to DIR",
                    $"завершите его командой «kill {watcher.Id}» (или Ctrl+C там, где он работает) и повторите; чтобы посмотреть пока в другом месте, укажите --to ПАПКА")
                : Elsewhere);
    }

    private static Text AtWork(int process) => process == 0
        ? new Text("somebody is at work there", "там идёт работа")
        : new Text($"process {process} is at work there", $"там работает процесс {process}");

    private static Text HowToStop(RunRecord run) => new(
        $"end it with 'agsekit stop {run.Id}' and try again; to look at it meanwhile, restore elsewhere with --to DIR",
        $"завершите его командой «agsekit stop {run.Id}» и повторите; чтобы посмотреть пока в другом месте, укажите --to ПАПКА");

    private static Text Elsewhere => new(
        "end what works there, then try again; to look at it meanwhile, restore elsewhere with --to DIR", "сначала завершите работу там, затем повторите; чтобы посмотреть пока в другом месте, укажите --to ПАПКА");

    /// <summary>
    /// The right to take the snapshots of a folder while runs work in it: the daemon has it for as long as it lives, else each run has its own. Null: somebody else has it now.
    /// </summary>
    public FileLock? TryKeep(string folder) => FileLock.TryTakeQuietly(LockOf(folder, "keeper"));

    /// <summary>Who makes it wrong to take a snapshot now: a restore, which has the folder half done, or a run, which takes its own by the rules of its start. Null: nobody.</summary>
    /// <param name="folder">Its real path.</param>
    /// <param name="backupFolder">Where the snapshots would go.</param>
    /// <param name="isKeeper">Whoever asks has the right of <see cref="TryKeep"/>: runs that have handed over their snapshots are in nobody's way.</param>
    public KitException? WhoSavesOrRestores(string folder, string backupFolder, bool isKeeper = false)
    {
        string lockFile = LockOf(folder);
        if (!File.Exists(lockFile))
            return null;
        using (FileLock? free = FileLock.TryShare(lockFile))
        {
            if (free is null)
                return Later(folder, new Text("the folder is being restored from a snapshot", "папка восстанавливается из снимка"));
        }

        RunRecord? run = LiveRuns(folder, backupFolder).FirstOrDefault(run => run.IsWatched && (!isKeeper || runs.RulesOf(run.Id) is null));
        return run is null ? null : Later(folder, new Text($"the agent '{run.Agent}' works there (run {run.Id}), and that run takes its own snapshots", $"там работает агент «{run.Agent}» (запуск {run.Id}), и этот запуск делает снимки сам"));
    }

    /// <summary>How the snapshots of a folder are to be taken for the run that works there and has handed them over: by the rules of its start. Null: there is none.</summary>
    public SnapshotRequest? RequestOfRun(string folder, string backupFolder)
    {
        foreach (RunRecord run in LiveRuns(folder, backupFolder))
        {
            if (runs.RulesOf(run.Id) is { } rules)
                return new SnapshotRequest { RunId = run.Id, FrozenRules = rules, AcceptsMassDeletion = true };
        }

        return null;
    }

    /// <summary>
    /// The ignore rules for a snapshot that somebody asks for while a run works in the folder, wherever it is to be kept: those of the run's start, with the patterns given now. Null: no run does, or none that has any.
    /// </summary>
    /// <param name="spec">Of the snapshot.</param>
    /// <param name="warn">Told of a run whose rules can not be read.</param>
    /// <param name="cancellation">Gives it up.</param>
    public IgnoreRules? RulesOfRun(SnapshotStoreSpec spec, Action<Text> warn, CancellationToken cancellation)
    {
        foreach (RunRecord run in runs.Live().Where(run => run.Folder == spec.Source))
        {
            if ((runs.RulesOf(run.Id) ?? RulesBefore(run, warn, cancellation)) is { } rules)
                return spec.Exclude.Count > 0 ? new IgnoreRules([.. rules.Given, .. spec.Exclude], rules.Sources) : rules;
        }

        return null;
    }

    /// <summary>From where the run has its snapshots: however that folder is spelled now, and be it another one.</summary>
    private IgnoreRules? RulesBefore(RunRecord run, Action<Text> warn, CancellationToken cancellation)
    {
        if (run is not { BackupFolder: { } backups, BeforeSnapshot: { } before })
            return null;
        try
        {
            return new SnapshotStore(new SnapshotStoreSpec { Source = run.Folder, BackupFolder = backups }, time ?? TimeProvider.System).RulesOf(before, cancellation);
        }
        catch (KitException)
        {
            warn(new Text(
                $"the snapshot before the run {run.Id} can not be read; its ignore rules are those of now",
                $"снимок перед запуском {run.Id} не читается; правила исключения взяты нынешние"));
            return null;
        }
    }

    private IEnumerable<RunRecord> LiveRuns(string folder, string backupFolder) => runs.Live().Where(run => run.Folder == folder && run.BackupFolder == backupFolder);

    private static KitException Later(string folder, Text cause) => new(
        ErrorCode.Busy,
        new Text($"the snapshots of {Printable.Escape(folder)} wait", $"снимки {Printable.Escape(folder)} откладываются"),
        cause,
        new Text("they go on by themselves afterwards", "потом они продолжатся сами"));

    private string LockOf(string folder, string kind = "folder") =>
        Path.Combine(paths.LocksFolder, $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16]}.lock");
}
