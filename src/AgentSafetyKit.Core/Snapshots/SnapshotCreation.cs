using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Snapshots;

/// <summary>Takes one snapshot, under the lock: finish what a dead writer captured, check, guard against a vanished source and against too much, make. Whatever goes wrong, no older snapshot changes.</summary>
internal sealed class SnapshotCreation(SnapshotStoreSpec spec, SnapshotRequest request, BackupFolder backups, FolderHandle source, TimeProvider time, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private readonly SpaceGuard _space = new(backups.Handle, spec.BackupFolder, spec.MinFreeSpace);

    private bool _copyHasOtherLooks;
    private SnapshotWarning? _othersNewest;

    /// <summary>When the newest snapshot's manifest was written; null: it is not looked whether somebody damaged that snapshot. Before a restore, <see cref="HeldCopies"/> looks at what counts then.</summary>
    private long? _mayBeDamaged;

    /// <summary>With so many entries the memory of what the program did before counts; with fewer, the time it takes to let go of it.</summary>
    private const int ManyEntries = 50_000;

    /// <summary>For tests: called before each step that a crash could come between: settled, copy, captured, link or recycle, flush, manifest, publish, published.</summary>
    internal static Action<string>? Step { get; set; }

    public SnapshotResult Run()
    {
        IReadOnlyList<SnapshotWarning> waiting = new SnapshotContinuation(backups, _space, progress, cancellation).RunAsFarAsPossible();
        if (request.Captured is { } told)
            request = request with { Captured = captured => told(WithWarnings(captured, waiting)) };
        return WithWarnings(Take(), waiting);
    }

    /// <summary>Of the folder of snapshots: no matter of the snapshot itself.</summary>
    private SnapshotResult WithWarnings(SnapshotResult result, IReadOnlyList<SnapshotWarning> waiting)
    {
        SnapshotWarning[] copied = _copyHasOtherLooks ? [new SnapshotWarning(WarningKind.CopyLostLooks, TreePath.Root) { Place = spec.BackupFolder }] : [];
        SnapshotWarning[] own = _othersNewest is { } others ? [.. copied, others] : copied;
        return waiting.Count + own.Length == 0 ? result : result with { Warnings = [.. waiting, .. own, .. result.Warnings] };
    }

    private SnapshotResult Take()
    {
        List<SnapshotName> names = backups.Snapshots();
        if (names.Count == 0)
            return Create(names, null, null);
        using FolderHandle folder = backups.Open(names[^1]);
        bool isWritten = backups.Handle.StatusOf(BackupFolder.Bytes(names[^1].ManifestFile), out FileStatus manifest) == Errno.Ok;
        if (isWritten)
            ReleaseCode(manifest.Size / ManifestFormat.UsualBytesOfEntry, request);
        using Manifest newest = LoadNewest(names, folder);
        if (!request.AcceptsOtherSource && request.Reason != SnapshotReason.BeforeRestore)
            SnapshotOrigin.Of(newest, backups, names)?.Require(source, spec);
        _mayBeDamaged = isWritten && request.Reason != SnapshotReason.BeforeRestore ? manifest.ModifiedAt : null;
        return Create(names, newest, folder);
    }

    private Manifest LoadNewest(List<SnapshotName> names, FolderHandle folder)
    {
        // Where nothing is recycled no file is kept for its inode, and some of these disks number their files anew each time they are mounted.
        Manifest? manifest = folder.FileSystem().HasHardLinks ? CopiedSnapshot.ReadToBuildOn(backups, names[^1], folder, cancellation, out _copyHasOtherLooks) : backups.ReadManifest(names[^1], out _);
        if (manifest is null && backups.Info(names[^1]).State == ManifestState.Unreadable && backups.OtherOwnerOf(names[^1]) is { } owner)
            _othersNewest = new SnapshotWarning(WarningKind.OthersNewest, TreePath.Root) { Place = Path.Combine(spec.BackupFolder, names[^1].ToString()), Owner = owner };
        if (manifest is null)
            return ManifestRebuild.From(names[^1], folder, backups.SequenceOf(names, names.Count - 1), time.LocalTimeZone, cancellation);
        if (manifest.Table.IsStored || _copyHasOtherLooks)
            return manifest;
        // A copy: said once and for all, and read again the fast way.
        backups.WriteManifest(names[^1], manifest);
        return backups.ReadManifest(names[^1], out _) ?? manifest;
    }

    /// <param name="names">Of the snapshots there are.</param>
    /// <param name="previous">The newest; null: there is none.</param>
    /// <param name="previousFolder">Its folder.</param>
    /// <param name="mends">That one was damaged: a new one is made, be there changes or not.</param>
    private SnapshotResult Create(List<SnapshotName> names, Manifest? previous, FolderHandle? previousFolder, bool mends = false)
    {
        using TreeScan scan = Scan(names, previous, previousFolder, takesShortcuts: !mends);
        bool isBeforeRestore = request.Reason == SnapshotReason.BeforeRestore;
        var limits = new SnapshotLimits(spec, keepsAll: isBeforeRestore);
        limits.Apply(scan, previous?.Table);
        if (previous is not null)
        {
            GuardAgainstLoss(previous, names, scan);
            if (mends)
                scan.Warnings.Insert(0, new SnapshotWarning(WarningKind.NewestDamaged, TreePath.Root) { Place = Path.Combine(backups.Path, names[^1].ToString()) });
            else if (!scan.HasChanges && _mayBeDamaged is { } writtenAt && SnapshotDamage.IsSeen(previous, previousFolder!, writtenAt))
                return Create(names, previous, previousFolder, mends: true);
            else if (!scan.HasChanges)
                return Unchanged(names[^1], previous, scan);
        }

        // Whoever goes back must be able to save what there is, however much an agent made of it: the disk alone is the limit then.
        if (!isBeforeRestore && !request.AcceptsAnySize)
            limits.Require(scan, isFirst: previous is null);
        _space.Require(scan.BytesToCopy + (scan.Table.FolderCount * 4096L));
        var making = new SnapshotInMaking(spec, request, backups, scan, previous, mends, _space, time, progress, cancellation);
        return making.Run(names, source, previousFolder);
    }

    /// <summary>What led to this, and what one half of the work needs and the other does not, is not carried through it. After a burst it is the time that counts.</summary>
    internal static void ReleaseCode(long entries, SnapshotRequest request)
    {
        if (entries >= ManyEntries && request.Heard is null)
            ProgramMemory.ReleaseCode();
    }

    private TreeScan Scan(List<SnapshotName> names, Manifest? previous, FolderHandle? previousFolder, bool takesShortcuts)
    {
        var what = new ScanSpec
        {
            Root = source,
            Previous = previous,
            PreviousRoot = previousFolder,
            Backups = backups.Handle,
            Given = spec.GivenPatterns,
            Frozen = request.FrozenRules,
            KeepsUnreadable = true,
            TakesShortcuts = takesShortcuts,
            Heard = request.Heard is { } heard && names.Count > 0 && names[^1].ToString() == heard.Since ? heard : null,
            Seen = takesShortcuts ? request.Seen : null,
            Progress = progress,
        };
        TreeScan scan = TreeScanner.Run(what, cancellation);
        if (scan.TookTooMuch && (what.Heard is not null || what.Seen is not null))
        {
            // A new name of a file tells nothing of where its other names are.
            scan.Dispose();
            scan = TreeScanner.Run(what with { Heard = null, Seen = null }, cancellation);
        }

        try
        {
            if (previousFolder is null || request.AtStake is null || new HeldCopies(previousFolder, source, cancellation).Require(scan, request.AtStake(scan.Table)))
                return scan;
        }
        catch
        {
            scan.Dispose();
            throw;
        }

        return Scan(names, previous, previousFolder, takesShortcuts: false);
    }

    private SnapshotResult Unchanged(SnapshotName last, Manifest previous, TreeScan scan)
    {
        bool rulesMoved = !scan.IsUntouched && request.FrozenRules is null && (previous.RulesWereFrozen || previous.Rules.Hash() != scan.Rules.Hash());
        if (_othersNewest is null && (scan.NeedsRefresh || rulesMoved || (previous.Facts.IsRebuilt && !scan.IsUntouched)))
        {
            TreeTable table = scan.Table;
            for (int i = 0; i < table.FolderCount; i++)
            {
                // The snapshot's own folder has the time it was made with; a time alone is no reason for a new snapshot.
                if (scan.FolderOrigins[i] >= 0)
                    table.Folder(i).ModifiedAt = previous.Table.Folder(scan.FolderOrigins[i]).ModifiedAt;
            }

            backups.WriteManifest(last, previous with
            {
                Facts = previous.Facts with { Source = previous.Facts.Source is null ? null : spec.Source },
                Table = table,
                Rules = scan.Rules,
                RulesWereFrozen = request.FrozenRules is not null,
                ScanStart = scan.StartedAt,
                InodesWereUnstable = scan.InodesAreUnstable,
                Source = scan.Root,
            });
        }

        if (request.Restored is { } restored)
            RestoredMark.TryWrite(backups, last, restored);
        request.Stored?.Invoke(scan.Table);
        return new SnapshotResult(SnapshotOutcome.Unchanged, backups.Info(last), scan.Rules, scan.Warnings, scan.IgnoreChanges, scan.Excluded) { NewlyExcluded = scan.NewlyExcluded };
    }

    private void GuardAgainstLoss(Manifest previous, List<SnapshotName> names, TreeScan scan)
    {
        if (scan.IsUntouched || request.AcceptsMassDeletion)
            return;
        int now = scan.Table.EntryCount - scan.EntryStates.CountOf(EntryState.NotStored);
        var loss = new SourceLoss(previous.Facts.Files, scan.DeletedEntries, now, scan.NewlyExcluded);
        if (!loss.IsAlarming || !(loss = SourceLoss.Of(previous, scan.Table, !scan.InodesAreUnstable, now, scan.NewlyExcluded)).IsAlarming)
            return;
        SnapshotName? intact = names[^1];
        SnapshotName? marked = RestoredMark.Read(backups, names[^1]);
        if (previous.Facts.Reason == SnapshotReason.BeforeRestore || marked is not null)
        {
            // It has what the user turned away from: what is gone since is measured by what the user came back to.
            intact = null;
            foreach (SnapshotName name in Expected(previous, marked, names))
            {
                using Manifest? expected = backups.ReadManifest(name, out _);
                if (expected is null)
                    continue;
                // What was restored has inodes of its own.
                SourceLoss since = SourceLoss.Of(expected, scan.Table, byInode: false, now, LeftOut(expected, scan.Rules));
                if (!since.IsAlarming)
                    return;
                (loss, intact) = intact is null ? (since, name) : (loss, intact);
            }
        }

        throw new EmptiedSource(spec, loss, intact, isNewest: intact == names[^1]).Refusal();
    }

    private static int LeftOut(Manifest snapshot, IgnoreRules rules)
    {
        TreeTable table = snapshot.Table;
        int count = 0;
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            FolderRecord record = table.Folder(folder);
            for (int entry = record.FirstEntry; entry < record.EntryEnd; entry++)
                count += table.Entry(entry).IsStored && rules.Excludes(table.PathOfEntry(folder, entry), isFolder: false) ? 1 : 0;
        }

        return count;
    }

    /// <summary>What the folder may look like after a restore: the snapshot that was restored, and where another folder was restored, the newest of this one.</summary>
    private List<SnapshotName> Expected(Manifest saved, SnapshotName? marked, List<SnapshotName> names)
    {
        List<SnapshotName> expected = marked is { } name ? [name] : [];
        bool isOfThis = saved.Facts.Source is { } path && new SnapshotOrigin(path, saved.Source).IsOf(source, spec.Source);
        if (isOfThis && saved.Facts.Restored is { } id && SnapshotName.TryParse(id, out SnapshotName restored))
            expected.Add(restored);
        int newest = names.FindLastIndex(other => backups.Info(other).Facts is { Reason: not SnapshotReason.BeforeRestore });
        if (newest >= 0)
            expected.Add(names[newest]);
        return expected;
    }
}
