using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The snapshots of one folder. Each is a plain folder in the backup folder, with the unchanged files hard-linked to the previous one and a manifest beside it. One writer at a time, by a lock that
/// dies with its holder. All methods work on the caller's thread and stop within a moment when cancelled.
/// </summary>
public sealed class SnapshotStore(SnapshotStoreSpec spec, TimeProvider time)
{
    public SnapshotStoreSpec Spec { get; } = spec;

    /// <summary>Whether a word has the form of a snapshot's name, be there one or not.</summary>
    public static bool HasFormOfId(string word) => SnapshotName.TryParse(word, out _);

    /// <summary>Whether a folder holds snapshots of ours: names alone do not make it one, a user's folders may be called by dates too.</summary>
    public static bool IsAt(string folder)
    {
        using BackupFolder? backups = BackupFolder.Find(folder);
        return backups is not null && backups.Snapshots() is { Count: > 0 } names && (backups.HasLock || names.Exists(name => backups.Info(name).State != ManifestState.Missing));
    }

    /// <summary>The folder of snapshots that a folder is, or lies in; null: there is none.</summary>
    /// <param name="folder">Absolute; need not exist.</param>
    public static string? Around(string folder)
    {
        string? at = folder;
        while (at is not null && !IsAt(at))
            at = Path.GetDirectoryName(at);
        return at;
    }

    /// <summary>The folder whose snapshots lie there, as the newest one names it; null: none says.</summary>
    public static string? SourceOf(string folder)
    {
        using BackupFolder? backups = BackupFolder.Find(folder);
        return backups is null ? null : SnapshotOrigin.Of(backups, backups.Snapshots())?.Path;
    }

    /// <summary>Takes a snapshot, or finds that nothing changed.</summary>
    /// <exception cref="KitException">FolderMissing, FolderRefused, NoSpace, SourceEmptied, Busy, PermissionDenied or SnapshotFailed; then there is no new snapshot and no trace of one.</exception>
    /// <exception cref="OperationCanceledException">As above.</exception>
    public SnapshotResult Create(SnapshotRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation) => CreateGuarded(request, isHeld: false, progress ?? NoProgress.Instance, cancellation);

    /// <summary>The same for a caller who holds the lock of the backup folder.</summary>
    internal SnapshotResult CreateHeld(SnapshotRequest request, IProgress<WorkProgress> progress, CancellationToken cancellation) => CreateGuarded(request, isHeld: true, progress, cancellation);

    /// <summary>The rules in force right now, to be frozen for a run.</summary>
    public IgnoreRules CaptureRules(CancellationToken cancellation) => Guarded(() =>
    {
        using FolderHandle source = OpenSource();
        return TreeScanner.Run(new ScanSpec { Root = source, Given = Spec.GivenPatterns }, cancellation).Rules;
    });

    /// <summary>The rules a snapshot was taken by: to be frozen for a run that is gone on with.</summary>
    /// <exception cref="KitException">SnapshotMissing: there is no such snapshot.</exception>
    public IgnoreRules RulesOf(string id, CancellationToken cancellation) => Guarded(() =>
    {
        using OpenSnapshot snapshot = Open(id, needsManifest: true, null, cancellation);
        return snapshot.Manifest.Rules;
    });

    /// <summary>Oldest first. Reads only the head of each manifest; a snapshot without a good one is listed with its state.</summary>
    public IReadOnlyList<SnapshotInfo> List() => Guarded<IReadOnlyList<SnapshotInfo>>(() =>
    {
        using BackupFolder? backups = BackupFolder.Find(Spec.BackupFolder);
        if (backups is null)
            return [];
        CapturedSnapshots.FinishIfPossible(backups, Spec, CancellationToken.None);
        return [.. backups.Snapshots().Select(backups.Info)];
    });

    /// <summary>Their names alone, oldest first. Reads no manifest and finishes nothing, so it is as quick for a thousand as for one: for completion.</summary>
    public IReadOnlyList<string> Ids() => Guarded<IReadOnlyList<string>>(() =>
    {
        using BackupFolder? backups = BackupFolder.Find(Spec.BackupFolder);
        return backups is null ? [] : [.. backups.Snapshots().Select(name => name.ToString())];
    });

    /// <summary>Those that a restore stored and that are still to be finished, so that they are not in <see cref="List"/>, oldest first. Asking for one by its name waits for it.</summary>
    public IReadOnlyList<string> Waiting() => Guarded<IReadOnlyList<string>>(() =>
    {
        using BackupFolder? backups = BackupFolder.Find(Spec.BackupFolder);
        return backups is null ? [] : [.. CapturedSnapshots.Waiting(backups).Select(name => name.ToString())];
    });

    /// <summary>Reads one file of a snapshot; the stream is the caller's.</summary>
    /// <exception cref="KitException">SnapshotMissing: there is no such snapshot, or it has no such file.</exception>
    public Stream OpenFile(string id, TreePath path) => Guarded<Stream>(() =>
    {
        using OpenSnapshot snapshot = Open(id, needsManifest: false, null, CancellationToken.None);
        return snapshot.OpenFile(path);
    });

    /// <summary>What differs between two snapshots, or between a snapshot and the folder as it is now (by that snapshot's rules). Found while it is enumerated.</summary>
    /// <param name="from">The older one.</param>
    /// <param name="to">Null: the folder now.</param>
    /// <param name="cancellation">Also stops the enumeration.</param>
    public IEnumerable<TreeChange> Diff(string from, string? to, CancellationToken cancellation) => Changes(SnapshotDiff.Open(this, from, to, null, cancellation));

    /// <summary>Where a restore into that place goes: null, in place, where it is the protected folder itself, by whatever path.</summary>
    /// <exception cref="KitException">FolderRefused: it lies in the protected folder, or around it.</exception>
    public string? Elsewhere(string? target) => Guarded(() => RestoreTarget.Elsewhere(Spec.Source, target), ErrorCode.RestoreFailed);

    /// <summary>Works out what a restore would do; touches nothing.</summary>
    /// <exception cref="KitException">SnapshotMissing (also for a path that is in neither tree), FolderRefused, PermissionDenied.</exception>
    public RestorePlan PlanRestore(RestoreRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(
        () => new Restoring(this, progress ?? NoProgress.Instance, cancellation).Plan(request), ErrorCode.RestoreFailed);

    /// <summary>Carries out a plan. In place, the folder as it is now is saved first as a snapshot (reason <see cref="SnapshotReason.BeforeRestore"/>), unless told otherwise.</summary>
    /// <exception cref="KitException">RestoreFailed and all of <see cref="Create"/>; after a failure or a kill, planning and restoring again finishes the work.</exception>
    public RestoreResult Restore(RestorePlan plan, bool takesSafetySnapshot, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(
        () =>
        {
            RestoreResult result = new Restoring(this, progress ?? NoProgress.Instance, cancellation).Restore(plan, takesSafetySnapshot);
            if (result.SafetySnapshot is not null)
                FinishCaptured(progress, cancellation);
            return result;
        },
        ErrorCode.RestoreFailed);

    /// <summary>
    /// The same, and returns when the folder is restored: all of its former state is stored and durable then, but the files that did not change are not yet linked into the safety snapshot, so that it is not yet to be seen.
    /// <see cref="FinishCaptured"/> does that; so does whoever looks at or writes to the snapshots next.
    /// </summary>
    /// <inheritdoc cref="Restore" path="/exception"/>
    public RestoreResult RestoreAtOnce(RestorePlan plan, bool takesSafetySnapshot, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(
        () => new Restoring(this, progress ?? NoProgress.Instance, cancellation).Restore(plan, takesSafetySnapshot), ErrorCode.RestoreFailed);

    /// <summary>Makes whole what <see cref="RestoreAtOnce"/> left; nothing to do is fine.</summary>
    /// <exception cref="KitException">NoSpace and others: it stays stored, and is finished when it can be.</exception>
    public void FinishCaptured(IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(() =>
    {
        using BackupFolder? backups = BackupFolder.Find(Spec.BackupFolder);
        if (backups is not null)
            CapturedSnapshots.Finish(backups, Spec, progress ?? NoProgress.Instance, cancellation);
        return true;
    });

    /// <summary>Works out which snapshots go and which stay, and why; removes nothing.</summary>
    public PrunePlan PlanPrune(PruneRequest request, DateTimeOffset now, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(() => Keeping(progress, cancellation).Plan(request, now));

    /// <summary>Removes what the plan condemns and nobody has pinned since. After a kill, the next writer finishes it.</summary>
    /// <exception cref="KitException">SourceEmptied: the protected folder looks unmounted; PermissionDenied or SnapshotFailed: some could not be removed.</exception>
    public PruneResult Prune(PrunePlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(() => Keeping(progress, cancellation).Prune(plan));

    /// <summary>Keeps a snapshot for ever; pinned again, it has the new words, or keeps the old ones where there are none.</summary>
    /// <exception cref="KitException">SnapshotMissing, PermissionDenied.</exception>
    public SnapshotInfo Pin(string id, string why, string by, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(() => Keeping(progress, cancellation).Pin(id, why, by));

    /// <summary>Leaves it to retention again; false where it was not pinned.</summary>
    /// <inheritdoc cref="Pin" path="/exception"/>
    public bool Unpin(string id, IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(() => Keeping(progress, cancellation).Unpin(id));

    /// <summary>What each snapshot holds, exactly: reads the list of files of every snapshot.</summary>
    public StoreUsage Measure(IProgress<WorkProgress>? progress, CancellationToken cancellation) => Guarded(() => Keeping(progress, cancellation).Measure());

    /// <param name="id">Where a restore left it stored and still to be finished, that is waited for.</param>
    /// <param name="needsManifest">Also its list of files, made again where it is lost.</param>
    /// <param name="progress">Of the waiting.</param>
    /// <param name="cancellation">Of the same.</param>
    internal OpenSnapshot Open(string id, bool needsManifest, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        BackupFolder backups = BackupFolder.Find(Spec.BackupFolder) ?? throw BackupFolder.Missing(Spec, id);
        try
        {
            if (!SnapshotName.TryParse(id, out SnapshotName name))
                throw backups.Missing(id);
            CapturedSnapshots.FinishWanted(backups, name, Spec, progress ?? NoProgress.Instance, cancellation);
            CapturedSnapshots.FinishIfPossible(backups, Spec, cancellation);
            return new OpenSnapshot(backups, Spec.Place, name, needsManifest, time.LocalTimeZone, cancellation);
        }
        catch
        {
            backups.Dispose();
            throw;
        }
    }

    private SnapshotKeeping Keeping(IProgress<WorkProgress>? progress, CancellationToken cancellation) => new(Spec, time, progress ?? NoProgress.Instance, cancellation);

    private SnapshotResult CreateGuarded(SnapshotRequest request, bool isHeld, IProgress<WorkProgress> progress, CancellationToken cancellation) => Guarded(() =>
    {
        using FolderHandle source = OpenSource();
        using BackupFolder backups = BackupFolder.Ensure(Spec.BackupFolder, source, Spec.Source);
        using FileLock? hold = isHeld ? null : backups.Lock(request.WaitsForLock, progress, cancellation);
        SnapshotResult result = new SnapshotCreation(Spec, request, backups, source, time, progress, cancellation).Run();
        // Before a restore nothing goes: it could be the very snapshot that is to be restored.
        bool prunes = result.Outcome == SnapshotOutcome.Created && Spec.Retention is not null && request.Reason != SnapshotReason.BeforeRestore;
        return prunes ? Keeping(progress, cancellation).PruneAfter(result, backups) : result;
    });

    private static IEnumerable<TreeChange> Changes(SnapshotDiff diff)
    {
        using (diff)
        {
            foreach (TreeChange change in diff.Changes())
                yield return change;
        }
    }

    internal FolderHandle OpenSource()
    {
        Errno errno = FolderHandle.OpenReal(Spec.Source, out FolderHandle source);
        // What can not be listed would make a snapshot of nothing.
        if (errno == Errno.Ok && (errno = source.Reopen(out FileHandle readable)) == Errno.Ok)
        {
            readable.Dispose();
            return source;
        }

        source?.Dispose();
        if (errno == Errno.ELOOP)
            throw SwappedFolder.Refuse(Spec.Source);
        SnapRefusal? bySnap = SnapRefusal.Of(Spec.Source);
        throw new KitException(
            errno is Errno.EACCES or Errno.EPERM ? ErrorCode.PermissionDenied : ErrorCode.FolderMissing,
            new Text($"the folder {Printable.Escape(Spec.Source)} can not be read", $"папку {Printable.Escape(Spec.Source)} не удаётся прочитать"),
            bySnap?.Cause ?? (errno is Errno.ENOENT ? new Text("it does not exist", "её нет") : errno is Errno.ENOTDIR ? new Text("it is not a folder", "это не папка") : errno.Words()),
            bySnap?.Fix ?? (errno is Errno.EACCES or Errno.EPERM ? DiskFix.Of(errno) : new Text("check the path, and that its disk is mounted", "проверьте путь и то, что диск подключён")));
    }

    /// <summary>What the operating system refuses becomes an error with a cause.</summary>
    internal T Guarded<T>(Func<T> work, ErrorCode code = ErrorCode.SnapshotFailed)
    {
        try
        {
            return work();
        }
        catch (SystemCallException e)
        {
            throw FailureOf(e, code);
        }
    }

    internal KitException FailureOf(SystemCallException e, ErrorCode code)
    {
        string source = Printable.Escape(Spec.Source), backups = Printable.Escape(Spec.BackupFolder);
        return new KitException(
            e.Errno is Errno.ENOSPC or Errno.EDQUOT ? ErrorCode.NoSpace : e.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS ? ErrorCode.PermissionDenied : code,
            code == ErrorCode.RestoreFailed && e.Errno == Errno.EROFS
                ? new Text($"{source} could not be restored", $"{source} восстановить не удалось")
                : code == ErrorCode.RestoreFailed
                ? new Text($"{source} could not be restored completely", $"не удалось полностью восстановить {source}")
                : new Text($"the snapshots of {source} in {backups} could not be worked on", $"не удалось выполнить работу со снимками {source} в {backups}"),
            // Where the disk as a whole refuses, the file it happened to is one of ours and tells nobody anything.
            e.Errno is Errno.EROFS or Errno.ENOSPC or Errno.EDQUOT ? e.Errno.Words() : e.Words,
            DiskFix.Of(e.Errno),
            e);
    }
}
