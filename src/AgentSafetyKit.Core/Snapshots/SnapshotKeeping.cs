using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>What is kept of one store: plans and carries out retention, pins and unpins, measures.</summary>
internal sealed class SnapshotKeeping(SnapshotStoreSpec spec, TimeProvider time, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    public PrunePlan Plan(PruneRequest request, DateTimeOffset now)
    {
        RetentionPolicy? policy = request.Policy ?? spec.Retention;
        using BackupFolder? backups = Find();
        if (backups is null)
            return new PrunePlan([], [], policy, null, null);
        PrunePlan plan = PruningOf(backups).Plan(policy, request.MeasuresSizes, now);
        return request.AcceptsMissingSource || plan.IsEmpty ? plan : plan with { FrozenBecause = WhyFrozen(plan.Snapshots[^1], backups) };
    }

    /// <exception cref="KitException"><see cref="ErrorCode.SourceEmptied"/>: the plan says so.</exception>
    public PruneResult Prune(PrunePlan plan)
    {
        if (plan.FrozenBecause is { } cause)
        {
            string source = Printable.Escape(spec.Source), byPlace = new StorePlace(spec.BackupFolder, null).CommandOnFolder("backup-clean");
            throw new KitException(
                ErrorCode.SourceEmptied,
                new Text($"no snapshot of {source} was removed", $"ни один снимок {source} не удалён"),
                cause,
                new Text(
                    $"bring the folder back, or name the one they are of; if it is gone for good: {byPlace}",
                    $"верните папку или назовите ту, чьи это снимки; если её больше не будет: {byPlace}"));
        }

        using BackupFolder? backups = Find();
        // Where nothing is condemned, a killed writer may still have left something.
        if (backups is null || (plan.IsEmpty && !backups.HasRests()))
            return new PruneResult([], []);
        using FileLock hold = backups.Lock(waits: true, progress, cancellation);
        IReadOnlyList<SnapshotWarning>? rests = Continue(backups, mayWait: !plan.IsEmpty);
        PruneResult result = PruningOf(backups).Run(plan, new HashSet<SnapshotName>());
        rests ??= Continue(backups, mayWait: result.Removed.Count > 0);
        return result with { Warnings = [.. result.Warnings, .. rests ?? []] };
    }

    /// <summary>Finishes what was captured, and answers what could not be swept. Null: there is no room for that, and what is condemned has to go first.</summary>
    private IReadOnlyList<SnapshotWarning>? Continue(BackupFolder backups, bool mayWait)
    {
        try
        {
            return new SnapshotContinuation(backups, new SpaceGuard(backups.Handle, spec.BackupFolder, new ByteSize(0)), progress, cancellation).Run();
        }
        catch (KitException error) when (mayWait && error.Code == ErrorCode.NoSpace)
        {
            return null;
        }
    }

    /// <summary>Right after a snapshot, under the same lock. The snapshot is what counts: if the old ones can not be removed, that is a warning.</summary>
    public SnapshotResult PruneAfter(SnapshotResult result, BackupFolder backups)
    {
        try
        {
            Pruning pruning = PruningOf(backups);
            PrunePlan plan = pruning.Plan(spec.Retention, measures: false, time.GetUtcNow());
            PruneResult pruned = pruning.Run(plan, backups.NeededByPartials(backups.Snapshots()));
            HashSet<string> removed = [.. pruned.Removed];
            return result with { Warnings = [.. result.Warnings, .. pruned.Warnings], Removed = [.. result.Removed, .. plan.Condemned.Where(decision => removed.Contains(decision.Id))] };
        }
        catch (SystemCallException e)
        {
            return result with { Warnings = [.. result.Warnings, new SnapshotWarning(WarningKind.OldOnesStay, TreePath.Root, e.Errno)] };
        }
        catch (OperationCanceledException)
        {
            return result;
        }
    }

    public SnapshotInfo Pin(string id, string why, string by)
    {
        using BackupFolder backups = Require(id);
        using FileLock hold = backups.Lock(waits: true, progress, cancellation);
        SnapshotName name = Named(backups, id);
        string words = why.Length > 0 ? why : PinFile.Read(backups, name)?.Why ?? "";
        PinFile.Write(backups, name, new SnapshotPin(words, by, time.GetUtcNow()));
        return backups.Info(name);
    }

    public bool Unpin(string id)
    {
        using BackupFolder backups = Require(id);
        using FileLock hold = backups.Lock(waits: true, progress, cancellation);
        SnapshotName name = Named(backups, id);
        bool was = PinFile.Read(backups, name) is not null;
        PinFile.Remove(backups, name);
        return was;
    }

    public StoreUsage Measure()
    {
        using BackupFolder? backups = Find();
        if (backups is null)
            return new StoreUsage([], 0, []);
        List<SnapshotName> names = backups.Snapshots();
        var spans = new InodeSpans(backups, time.LocalTimeZone, progress, cancellation);
        SnapshotSizes sizes = spans.Read(names);
        IEnumerable<Churner> churners = spans.Changes
            .Where(change => change.Value.Times >= 2 && change.Value.Times * 2 >= names.Count - 1)
            .Select(change => new Churner(change.Key, change.Value.Times, change.Value.Bytes))
            .OrderByDescending(churner => churner.Bytes).ThenBy(churner => churner.Path.ToString(), StringComparer.Ordinal);
        return new StoreUsage(
            [.. names.Select((name, i) => new SnapshotUsage(backups.Info(name), sizes.SeenIn(i), sizes.NewIn(i), sizes.OnlyIn(i)))], sizes.Total(), [.. churners]);
    }

    private Text? WhyFrozen(SnapshotInfo newest, BackupFolder backups)
    {
        string source = Printable.Escape(spec.Source);
        if (FolderHandle.Open(spec.Source, out FolderHandle folder) is not Errno.Ok and Errno errno)
        {
            return new Text(
                $"the folder {source} is not there ({errno}): its disk may be disconnected, and these snapshots all that is left",
                $"папки {source} нет ({errno}): возможно, её диск отключён, и эти снимки — всё, что осталось");
        }

        using (folder)
        {
            if (SnapshotOrigin.Of(backups, backups.Snapshots()) is { } origin && !origin.IsOf(folder, spec.Source))
                return origin.Cause(spec);
            var listing = new FolderListing();
            bool empty = folder.List(listing) != Errno.Ok || listing.Count == 0;
            return empty && newest.Facts is not { Files: 0, Folders: <= 1 }
                ? new Text(
                    $"the folder {source} is empty, and its newest snapshot is not: its disk may be disconnected, and these snapshots all that is left",
                    $"папка {source} пуста, а её последний снимок — нет: возможно, её диск отключён, и эти снимки — всё, что осталось")
                : null;
        }
    }

    private Pruning PruningOf(BackupFolder backups) => new(backups, time.LocalTimeZone, progress, cancellation);

    private BackupFolder? Find()
    {
        BackupFolder? backups = BackupFolder.Find(spec.BackupFolder);
        if (backups is not null)
            CapturedSnapshots.FinishIfPossible(backups, spec, cancellation);
        return backups;
    }

    private BackupFolder Require(string id)
    {
        BackupFolder backups = BackupFolder.Find(spec.BackupFolder) ?? throw BackupFolder.Missing(spec, id);
        try
        {
            if (SnapshotName.TryParse(id, out SnapshotName wanted))
                CapturedSnapshots.FinishWanted(backups, wanted, spec, progress, cancellation);
            return backups;
        }
        catch
        {
            backups.Dispose();
            throw;
        }
    }

    private static SnapshotName Named(BackupFolder backups, string id)
    {
        if (!SnapshotName.TryParse(id, out SnapshotName name))
            throw backups.Missing(id);
        backups.Open(name).Dispose();
        return name;
    }
}
