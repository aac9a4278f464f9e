using System.Runtime.ExceptionServices;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finishes a snapshot that a writer captured and then died over: what was read of the source is in the partial, and the unchanged files are linked from the snapshot before. What was captured is never thrown away: where the snapshot
/// before is gone or damaged, it is published with what can be had, and where the disk refuses, it waits. All else that a dead writer left goes. Whoever removes anything from a backup folder does this first. Only under the lock.
/// </summary>
internal sealed class SnapshotContinuation(BackupFolder backups, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    /// <exception cref="KitException">NoSpace: what was captured stays, to be finished when there is room.</exception>
    /// <exception cref="SystemCallException">The same, for whatever else the disk refuses.</exception>
    /// <returns>What could not be swept.</returns>
    public IReadOnlyList<SnapshotWarning> Run()
    {
        Try(out ExceptionDispatchInfo? failure, out IReadOnlyList<SnapshotWarning> rests);
        failure?.Throw();
        return rests;
    }

    /// <summary>For whoever takes a snapshot of the folder as it is now: one that can not be finished must not keep out all that come after it. Each that waits is told, and each rest that can not be swept.</summary>
    /// <exception cref="KitException">NoSpace: neither would have room.</exception>
    public IReadOnlyList<SnapshotWarning> RunAsFarAsPossible()
    {
        HashSet<SnapshotName> waiting = Try(out ExceptionDispatchInfo? failure, out IReadOnlyList<SnapshotWarning> rests);
        if (failure is { SourceException: KitException { Code: ErrorCode.NoSpace } })
            failure.Throw();
        Errno errno = (failure?.SourceException as SystemCallException)?.Errno ?? Errno.Ok;
        return [.. waiting.Order().Select(name => new SnapshotWarning(WarningKind.StillUnfinished, TreePath.Root, errno) { Place = Path.Combine(backups.Path, name.Partial) }), .. rests];
    }

    private HashSet<SnapshotName> Try(out ExceptionDispatchInfo? failure, out IReadOnlyList<SnapshotWarning> rests)
    {
        var waiting = new HashSet<SnapshotName>();
        failure = null;
        foreach (SnapshotName name in backups.Partials())
        {
            try
            {
                using Manifest? manifest = backups.ReadManifestOfPartial(name);
                if (manifest is not { Stage: not CaptureStage.None })
                    continue;
                // Each is linked from a published one: none needs another that waits.
                if (failure is { SourceException: KitException { Code: ErrorCode.NoSpace } })
                    waiting.Add(name);
                else
                    Finish(name, manifest);
            }
            catch (Exception error) when (error is SystemCallException or KitException)
            {
                waiting.Add(name);
                Exception told = error is SystemCallException { Errno: Errno.ENOSPC or Errno.EDQUOT } full ? space.Full(full.Errno) : error;
                if (failure is null || told is KitException { Code: ErrorCode.NoSpace })
                    failure = ExceptionDispatchInfo.Capture(told);
            }
        }

        rests = backups.Sweep(waiting, cancellation);
        return waiting;
    }

    private void Finish(SnapshotName name, Manifest manifest)
    {
        byte[] partial = BackupFolder.Bytes(name.Partial);
        Errno errno = backups.Handle.OpenFolder(partial, out FolderHandle folder);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            return;
        errno.Check("openat", name.Partial);
        using (folder)
        {
            var publication = new SnapshotPublication(backups, cancellation);
            if (manifest.Stage == CaptureStage.Captured)
                publication.Publish(partial, folder, name, Complete(folder, name, manifest));
            else if (!publication.PublishWritten(partial, name))
                publication.Publish(partial, folder, name.Next(), manifest);
        }
    }

    private Manifest Complete(FolderHandle partial, SnapshotName name, Manifest captured)
    {
        List<SnapshotName> names = backups.Snapshots();
        int before = PredecessorOf(name, captured, names);
        using FolderHandle? previous = before < 0 ? null : backups.Open(names[before]);
        bool isPredecessor = previous is not null && backups.SequenceOf(names, before) == captured.Facts.Sequence - 1;
        var warnings = new List<SnapshotWarning>(captured.Warnings);
        Manifest completed = captured;
        while (Complete(partial, previous, completed, isPredecessor, warnings) is >= 0 and int twin)
            completed = completed with { Table = Without(twin, completed.Table, warnings) };
        SnapshotFacts counted = ManifestRebuild.FactsOf(completed.Table);
        partial.Status(out FileStatus root).Check("statx", name.Partial);
        return completed with
        {
            Stage = CaptureStage.Completed,
            Snapshot = RootIdentity.Of(root),
            Warnings = warnings,
            Facts = captured.Facts with { Files = counted.Files, Folders = counted.Folders, TotalBytes = counted.TotalBytes, Warnings = warnings.Count },
        };
    }

    /// <summary>The one it was to be linked from: while it waited, others may have been made.</summary>
    private int PredecessorOf(SnapshotName name, Manifest captured, List<SnapshotName> names)
    {
        int last = names.FindLastIndex(other => other.CompareTo(name) < 0), before = last;
        while (before >= 0 && backups.SequenceOf(names, before) >= captured.Facts.Sequence)
            before--;
        return before < 0 ? last : before;
    }

    /// <returns>A folder that the disk takes for another one, and that has to be left out; -1: it is complete.</returns>
    private int Complete(FolderHandle partial, FolderHandle? previous, Manifest captured, bool isPredecessor, List<SnapshotWarning> warnings)
    {
        using var rows = new CapturedRows(captured, partial, previous, isPredecessor, cancellation);
        int twin = rows.Settle();
        warnings.AddRange(rows.Warnings);
        if (twin >= 0)
            return twin;
        SnapshotCreation.Step?.Invoke("settled");
        var shared = new BuildShared(captured.Table)
        {
            Destination = partial,
            Previous = previous,
            IsRecycled = true,
            Space = space,
            Receiver = progress,
        };
        var builder = new SnapshotBuilder(shared, cancellation);
        builder.Link();
        warnings.AddRange(builder.Warnings);
        return builder.Twin;
    }

    private static TreeTable Without(int folder, TreeTable table, List<SnapshotWarning> warnings)
    {
        warnings.Add(new SnapshotWarning(WarningKind.NameTaken, table.PathOfFolder(folder)));
        int end = table.Folder(folder).SubtreeEnd;
        var gone = new bool[table.EntryCount];
        gone.AsSpan(table.Folder(folder).FirstEntry..table.Folder(end - 1).EntryEnd).Fill(true);
        table.Remove(gone);
        // So that the next check lists it, and finds what is missing here.
        table.Folder(table.Folder(folder).Parent).Flags |= EntryFlags.Racy;
        return table.Own(folder, end);
    }
}
