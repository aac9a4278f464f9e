using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>Plans and carries out a restore of one store: finds snapshot and target, takes the safety snapshot, holds the lock.</summary>
internal sealed class Restoring(SnapshotStore store, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    public RestorePlan Plan(RestoreRequest request)
    {
        request = request with { Target = RestoreTarget.Elsewhere(store.Spec.Source, request.Target) };
        string target = request.Target ?? store.Spec.Source;
        using OpenSnapshot snapshot = store.Open(request.Id, needsManifest: true, progress, cancellation);
        using FolderHandle? folder = OpenTarget(target, snapshot.Backups);
        if (request is { Target: null, AcceptsOtherFolder: false } && SnapshotOrigin.Of(snapshot) is { } origin && !origin.IsOf(folder, target))
            throw Foreign(origin, target);
        TreeScan? found = folder is null ? null : TreeScanner.Run(
            new ScanSpec { Root = folder, Previous = snapshot.Manifest, PreviousRoot = snapshot.Root, Backups = snapshot.Backups.Handle, Frozen = snapshot.Manifest.Rules, ComparesContent = true, Progress = progress },
            cancellation);
        var scope = new RestoreScope(snapshot.Manifest.Table, found?.Table, request.Paths, out TreePath? unknown);
        if (unknown is { } path)
        {
            throw new KitException(
                ErrorCode.SnapshotMissing,
                new Text($"'{path}' can not be restored", $"«{path}» нельзя восстановить"),
                new Text($"snapshot {Printable.Escape(request.Id)} does not have it, or its rules leave it out", $"в снимке {Printable.Escape(request.Id)} его нет, или правила исключают его"),
                snapshot.HowToLook);
        }

        if (request.Target is not null && found is not null)
            scope.LeaveRootAsItIs();
        var plan = new RestorePlan(request, target, snapshot.Manifest, found, scope);
        if (folder is not null)
            plan.ClosedFolders = ClosedFolders.Of(plan, folder).Count;
        return plan;
    }

    /// <summary>
    /// The lock is held from before the safety snapshot to the end: retention can not take away the snapshot that is being read. The safety snapshot is left captured (<see cref="CapturedSnapshots"/>): it is durable, and whatever
    /// kills us, the next one to look makes it whole.
    /// </summary>
    public RestoreResult Restore(RestorePlan plan, bool takesSafetySnapshot)
    {
        if (plan.IsEmpty)
            return new RestoreResult(plan, null, [.. plan.Lost, .. plan.LeftAlone], RestoreTotals.Nothing);
        plan = WithClosedFoldersOpen(plan);
        using OpenSnapshot snapshot = store.Open(plan.Request.Id, needsManifest: false, progress, cancellation);
        using FileLock hold = snapshot.Backups.Lock(waits: true, progress, cancellation);
        if (!snapshot.IsStillThere())
            throw snapshot.Backups.Missing(plan.Request.Id);
        var guard = new RestoreGuard(plan);
        SnapshotInfo? safety = null;
        try
        {
            if (takesSafetySnapshot && plan.Request.Target is null && plan.Found is not null)
                safety = TakeSafetySnapshot(plan, guard);
        }
        catch (KitException error) when (error.Code == ErrorCode.NoSpace)
        {
            // An agent that filled the disk must not stand between its user and the undo.
            throw new KitException(
                error.Code,
                new Text("nothing was restored: there is no room to save the present state first", "ничего не восстановлено: для нынешнего состояния, которое сохраняется перед этим, нет места"),
                error.Cause,
                new Text("free some space there; or, if the present state is not needed, add --no-safety-snapshot", "освободите место; а если нынешнее состояние не нужно, добавьте --no-safety-snapshot"),
                error);
        }

        using FolderHandle target = OpenTarget(plan.Target, snapshot.Backups) ?? MakeTarget(plan.Target, snapshot.Backups);
        var space = new SpaceGuard(target, plan.Target, new ByteSize(0));
        if (!space.Has(plan.Bytes) && RestoreNeed.Of(plan, snapshot.Root, target, cancellation) is var need && !space.Has(need))
            throw NoRoom(plan, need, space.Free, safety);
        var restore = new TreeRestore(plan, guard, snapshot.Root, target, space, progress, cancellation);
        try
        {
            restore.Run();
        }
        catch (Exception error) when (error is OperationCanceledException or SystemCallException or KitException && restore.Done != RestoreTotals.Nothing)
        {
            throw HalfDone(plan, restore.Done, safety, error);
        }

        return new RestoreResult(plan, safety, [.. plan.Lost, .. restore.Warnings], restore.Done);
    }

    private RestorePlan WithClosedFoldersOpen(RestorePlan plan)
    {
        while (plan.ClosedFolders > 0)
        {
            using (FolderHandle? target = FolderHandle.OpenReal(plan.Target, out FolderHandle opened) == Errno.Ok ? opened : null)
            {
                if (target is null || !ClosedFolders.Open(plan, target))
                    break;
            }

            plan = Plan(plan.Request);
        }

        return plan;
    }

    /// <summary>What is done so far stays; who gave it up, or was stopped by the disk, has to know how to go on or back.</summary>
    private KitException HalfDone(RestorePlan plan, RestoreTotals done, SnapshotInfo? safety, Exception error)
    {
        KitException? failure = error as KitException ?? (error is SystemCallException refused ? store.FailureOf(refused, ErrorCode.RestoreFailed) : null);
        string target = Printable.Escape(plan.Target), back = safety is null ? "" : store.Spec.Place.Command("backup restore", safety.Id);
        int all = plan.Created + plan.Changed + plan.Deleted;
        Text why = failure?.Cause ?? new Text("it was interrupted", "работа прервана");
        Text first = failure is null or { Fix.IsEmpty: true } ? Text.None : new Text($"{failure.Fix.English}\n", $"{failure.Fix.Russian}\n");
        return new KitException(
            failure?.Code ?? ErrorCode.Cancelled,
            new Text($"{target} is restored only in part", $"папка {target} восстановлена лишь частично"),
            new Text($"{why.English} ({done.Changes} of {all} changes were made)", $"{why.Russian} (сделано изменений: {done.Changes} из {all})"),
            new Text(
                $"{first.English}the same restore given again goes on with it{(safety is null ? "" : $"; to go back to how it was before: {back}")}",
                $"{first.Russian}то же восстановление, запущенное ещё раз, завершит начатое{(safety is null ? "" : $"; чтобы вернуть всё как было: {back}")}"),
            error);
    }

    private static KitException Foreign(SnapshotOrigin origin, string target)
    {
        string shown = Printable.Escape(target);
        return new KitException(
            ErrorCode.FolderRefused,
            new Text($"nothing was restored into {shown}", $"в {shown} ничего не восстановлено"),
            new Text($"the snapshot is of another folder: {Printable.Escape(origin.Path)}", $"это снимок другой папки: {Printable.Escape(origin.Path)}"),
            new Text(
                $"name that folder: --source-dir {Printable.Escape(origin.Path)}; if it is this one in a new place, say so: --to {shown}; to look at it elsewhere: --to /tmp/look",
                $"укажите ту папку: --source-dir {Printable.Escape(origin.Path)}; если это она же на новом месте, скажите об этом: --to {shown}; чтобы посмотреть отдельно: --to /tmp/look"));
    }

    private static KitException NoRoom(RestorePlan plan, long need, long free, SnapshotInfo? safety) => new(
        ErrorCode.NoSpace,
        new Text($"nothing was restored: not enough space in {Printable.Escape(plan.Target)}", $"ничего не восстановлено: в {Printable.Escape(plan.Target)} не хватает места"),
        new Text($"needed: {new ByteSize(need)}, free: {new ByteSize(free)}", $"нужно: {new ByteSize(need)}, свободно: {new ByteSize(free)}"),
        safety is null
            ? new Text("free some space there, or restore elsewhere with --to", "освободите там место или восстановите в другое место с --to")
            : new Text($"free some space there (how it is now is kept as {safety.Id}), or restore elsewhere with --to", $"освободите там место (нынешнее состояние сохранено как {safety.Id}) или восстановите в другое место с --to"));

    /// <summary>
    /// Stores all that the restore could overwrite or delete, and no more than that: the unchanged is linked later. By the rules of the snapshot that is restored, which are those of the plan, so it holds even where an ignore file
    /// written since says <c>*</c>.
    /// </summary>
    private SnapshotInfo TakeSafetySnapshot(RestorePlan plan, RestoreGuard guard) => store.CreateHeld(
        new SnapshotRequest
        {
            Reason = SnapshotReason.BeforeRestore,
            Restored = plan.Request.Id,
            FrozenRules = plan.Manifest.Rules,
            AcceptsMassDeletion = true,
            AtStake = guard.AtStake,
            Seen = IsFresh(plan.Found!) ? plan.Found!.Table : null,
            Stored = guard.Require,
            EndsAtCapture = true,
        },
        progress,
        cancellation).Snapshot;

    /// <summary>
    /// Nobody thought about the plan for long: then the present state is what the plan found, and to look at each file again would be half of the work of undoing a few changes. What has changed since is not replaced or removed
    /// (<see cref="RestoreGuard"/>).
    /// </summary>
    private static bool IsFresh(TreeScan found) => SystemClock.Nanoseconds() - found.StartedAt is >= 0 and < 5_000_000_000;

    private static FolderHandle? OpenTarget(string path, BackupFolder backups)
    {
        Errno errno = FolderHandle.OpenReal(path, out FolderHandle folder);
        if (errno == Errno.ELOOP)
            throw SwappedFolder.Refuse(path);
        if (errno == Errno.ENOENT)
        {
            using (FolderHandle above = FolderPlacement.Nearest(path).Folder)
                FolderPlacement.RequireNoSnapshots(above, path, exists: false, backups.Handle, backups.Path);
            return null;
        }

        if (errno == Errno.ENOTDIR)
        {
            throw new KitException(
                ErrorCode.FolderRefused,
                new Text($"nothing was restored into {Printable.Escape(path)}", $"в {Printable.Escape(path)} ничего не восстановлено"),
                new Text("it is not a folder", "это не папка"),
                new Text("name a folder, or one that does not exist yet", "укажите папку или такую, которой ещё нет"));
        }

        errno.Check("openat", path);
        try
        {
            FolderPlacement.RequireNoSnapshots(folder, path, exists: true, backups.Handle, backups.Path);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static FolderHandle MakeTarget(string path, BackupFolder backups)
    {
        PrivateFolder.Ensure(path);
        return OpenTarget(path, backups) ?? throw new SystemCallException(Errno.ENOENT, "openat", Printable.Escape(path));
    }
}
