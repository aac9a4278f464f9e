using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finishes a snapshot that a writer captured and then died over: what was read of the source is in the partial, and the unchanged files are linked from the snapshot before. Where that one is gone or damaged, what was captured
/// can not be made whole, and goes with all else that a dead writer left. Whoever removes anything from a backup folder does this first. Only under the lock.
/// </summary>
internal sealed class SnapshotContinuation(BackupFolder backups, SpaceGuard space, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    /// <exception cref="KitException">NoSpace: what was captured stays, to be finished when there is room.</exception>
    public void Run()
    {
        foreach (SnapshotName name in backups.Partials())
        {
            try
            {
                using Manifest? manifest = backups.ReadManifest(name, out _);
                if (manifest is { Stage: not CaptureStage.None })
                    Finish(name, manifest);
            }
            catch (SystemCallException e) when (e.Errno is Errno.ENOSPC or Errno.EDQUOT)
            {
                throw space.Full(e.Errno);
            }
            catch (SystemCallException)
            {
                // The disk refuses, and would the next time; what is left is swept like any partial.
            }
        }

        backups.Sweep(cancellation);
    }

    private void Finish(SnapshotName name, Manifest manifest)
    {
        byte[] partial = BackupFolder.Bytes(name.Partial);
        if (backups.Handle.OpenFolder(partial, out FolderHandle folder) != Errno.Ok)
            return;
        using (folder)
        {
            folder.Status(out FileStatus status).Check("statx", name.Partial);
            if (RootIdentity.Of(status) != manifest.Snapshot)
                return;
            var publication = new SnapshotPublication(backups, cancellation);
            if (manifest.Stage == CaptureStage.Captured)
            {
                if (Link(folder, manifest) is not { } completed)
                    return;
                publication.Publish(partial, name, completed);
            }
            else
            {
                publication.PublishWritten(partial, name);
            }
        }
    }

    private Manifest? Link(FolderHandle partial, Manifest captured)
    {
        List<SnapshotName> names = backups.Snapshots();
        long before = names.Count == 0 ? 0 : backups.Info(names[^1]).Facts?.Sequence ?? -1;
        if (before != captured.Facts.Sequence - 1)
            return null;
        using FolderHandle? previous = names.Count == 0 ? null : backups.Open(names[^1]);
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
        return shared.HasLost ? null : captured with
        {
            Stage = CaptureStage.Completed,
            Warnings = [.. captured.Warnings, .. builder.Warnings],
            Facts = captured.Facts with { Warnings = captured.Facts.Warnings + builder.Warnings.Count },
        };
    }
}
