using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Makes and publishes the snapshot that a check found to be due. Where it is asked for, the moment from which the source is not needed any more is told: then all that is new is on the disk, and a crash from there on is finished by
/// the next writer. A failure before that moment leaves no partial.
/// </summary>
internal sealed class SnapshotInMaking(
    SnapshotStoreSpec spec, SnapshotRequest request, BackupFolder backups, TreeScan scan, Manifest? previous, bool mends, SpaceGuard space, TimeProvider time, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    /// <summary>The disk takes a while for it, which is to be seen.</summary>
    private const long MuchToFlush = 64 << 20;
    private static readonly Text Flushing = new("writing to the disk", "записываем на диск");
    private readonly DateTimeOffset _takenAt = time.GetUtcNow();
    private (int Added, int Changed) _counts = (scan.Added, scan.Changed);
    private bool _isCaptured;
    private int _saidAtCapture;

    public SnapshotResult Run(List<SnapshotName> names, FolderHandle source, FolderHandle? previousFolder)
    {
        // One that waits to be finished keeps its name.
        SnapshotName name = SnapshotName.After(names.Concat(backups.Partials()).Max(name => (SnapshotName?)name), time.GetLocalNow());
        byte[] partial = BackupFolder.Bytes(name.Partial);
        RecycledSnapshot? recycled = mends || request.Reason == SnapshotReason.BeforeRestore ? null : RecycledSnapshot.Choose(backups, names, spec.Retention, () => InfoOf(name, FactsSoFar()), time);
        try
        {
            FolderMatch? match = Begin(partial, recycled);
            backups.Handle.OpenFolder(partial, out FolderHandle destination).Check("openat", partial);
            using (destination)
            {
                var shared = new BuildShared(scan.Table)
                {
                    Source = source,
                    Destination = destination,
                    Previous = previousFolder,
                    IsRecycled = recycled is not null,
                    Mends = mends,
                    Match = match,
                    Space = space,
                    Receiver = progress,
                };
                Manifest manifest = Build(shared, name);
                if (request.EndsAtCapture)
                    return ResultOf(InfoOf(name, manifest.Facts));
                if (shared.CopiedBytes >= MuchToFlush)
                    progress.Report(new WorkProgress(Flushing));
                name = new SnapshotPublication(backups, cancellation).Publish(partial, destination, name, manifest);
            }
        }
        catch
        {
            if (!_isCaptured)
                _ = TreeRemoval.Remove(backups.Handle, partial, CancellationToken.None);
            throw;
        }

        return ResultOf(backups.Info(name)) with { Recycled = recycled?.Decision, Removed = recycled is null ? [] : [recycled.Decision] };
    }

    private FolderMatch? Begin(byte[] partial, RecycledSnapshot? recycled)
    {
        SnapshotCreation.Step?.Invoke("begin");
        if (recycled is not null)
            return recycled.Take(backups, partial, scan);
        backups.Handle.MakeFolder(partial).Check("mkdirat", partial);
        return null;
    }

    private Manifest Build(BuildShared shared, SnapshotName name)
    {
        var builder = new SnapshotBuilder(shared, cancellation);
        try
        {
            PrepareRoot(shared.Destination);
            SnapshotCreation.Step?.Invoke("copy");
            shared.FlushesFiles = (request.Captured is not null || request.EndsAtCapture) && SnapshotBuilder.IsFlushedByFile(scan, shared.Destination);
            builder.Copy(scan, previous?.Table);
            _counts = (_counts.Added - builder.NotTaken.Added, _counts.Changed - builder.NotTaken.Changed);
            if (request.Captured is not null || request.EndsAtCapture)
            {
                Manifest captured = Capture(shared, name, builder);
                if (request.EndsAtCapture)
                    return captured;
            }

            SnapshotCreation.ReleaseCode(scan.Table.EntryCount, request);
            SnapshotCreation.Step?.Invoke(shared.IsRecycled ? "recycle" : "link");
            builder.Link();
            SnapshotCreation.ReleaseCode(scan.Table.EntryCount, request);
        }
        catch (SystemCallException e) when (e.Errno is Errno.ENOSPC or Errno.EDQUOT)
        {
            throw space.Full(e.Errno);
        }

        scan.Warnings.AddRange(builder.Warnings.Skip(_saidAtCapture));
        return ManifestOf(shared, _isCaptured ? CaptureStage.Completed : CaptureStage.None);
    }

    private Manifest Capture(BuildShared shared, SnapshotName name, SnapshotBuilder builder)
    {
        scan.Warnings.AddRange(builder.Warnings);
        _saidAtCapture = builder.Warnings.Count;
        if (!shared.FlushesFiles)
            backups.Handle.FlushFileSystem().Check("syncfs", backups.Path);
        Manifest manifest = ManifestOf(shared, CaptureStage.Captured);
        backups.WriteManifest(name, manifest);
        backups.Handle.Flush().Check("fsync", backups.Path);
        _isCaptured = true;
        shared.IsCaptured = true;
        SnapshotCreation.Step?.Invoke("captured");
        request.Stored?.Invoke(scan.Table);
        request.Captured?.Invoke(ResultOf(InfoOf(name, manifest.Facts)) with { Warnings = [.. scan.Warnings] });
        return manifest;
    }

    /// <summary>Nobody else may look in from the first moment on, and nothing made in it may inherit a group or an access list.</summary>
    private static void PrepareRoot(FolderHandle partial)
    {
        partial.Reopen(out FileHandle root).Check("openat");
        using (root)
        {
            ExtendedAttributes.Clear(root);
            Errno errno = root.SetMode(0x1C0);
            if (errno is not (Errno.EPERM or Errno.EOPNOTSUPP)) // a disk without modes of its own, such as FAT
                errno.Check("fchmod");
        }
    }

    private Manifest ManifestOf(BuildShared shared, CaptureStage stage)
    {
        shared.Destination.Status(out FileStatus root).Check("statx");
        return new Manifest
        {
            Facts = FactsSoFar() with { CopiedBytes = shared.CopiedBytes, Warnings = scan.Warnings.Count },
            Table = scan.Table,
            Rules = scan.Rules,
            RulesWereFrozen = request.FrozenRules is not null,
            Warnings = scan.Warnings,
            ScanStart = scan.StartedAt,
            InodesWereUnstable = scan.InodesAreUnstable,
            Source = scan.Root,
            Snapshot = RootIdentity.Of(root),
            Stage = stage,
        };
    }

    private SnapshotFacts FactsSoFar() => ManifestRebuild.FactsOf(scan.Table) with
    {
        Sequence = (previous?.Facts.Sequence ?? 0) + 1,
        TakenAt = _takenAt,
        Reason = request.Reason,
        RunId = request.RunId,
        Restored = request.Restored,
        Source = spec.Source,
        CopiedBytes = scan.BytesToCopy,
        Added = _counts.Added,
        Changed = _counts.Changed,
        Deleted = scan.DeletedEntries,
    };

    private SnapshotInfo InfoOf(SnapshotName name, SnapshotFacts facts) => new(name.ToString(), Path.Combine(backups.Path, name.ToString()), ManifestState.Good, facts);

    private SnapshotResult ResultOf(SnapshotInfo snapshot) => new(SnapshotOutcome.Created, snapshot, scan.Rules, scan.Warnings, scan.IgnoreChanges, scan.Excluded) { NewlyExcluded = scan.NewlyExcluded };
}
