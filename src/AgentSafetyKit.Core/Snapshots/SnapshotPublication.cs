using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Gives a finished partial its name. Data first, then the manifest, then the name: after a power cut a published snapshot is whole.</summary>
internal sealed class SnapshotPublication(BackupFolder backups, CancellationToken cancellation)
{
    /// <summary>A name that somebody took meanwhile is passed over; the answer is the one it got.</summary>
    /// <param name="partial">Its name.</param>
    /// <param name="made">The folder itself. Where that name is not its own any more, nothing is written: the list of files there may be by now is that of a published snapshot.</param>
    /// <param name="name">The wanted one.</param>
    /// <param name="manifest">Of the folder as it is.</param>
    public SnapshotName Publish(byte[] partial, FolderHandle made, SnapshotName name, Manifest manifest)
    {
        cancellation.ThrowIfCancellationRequested();
        SnapshotCreation.Step?.Invoke("flush");
        for (; ; name = name.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            SnapshotCreation.Step?.Invoke("manifest");
            // All there is goes to the disk at once, the list too as far as it is written by then.
            backups.WriteManifest(name, manifest, before: () =>
            {
                backups.Handle.FlushFileSystem().Check("syncfs", backups.Path);
                RequireThere(partial, made);
            });
            if (PublishWritten(partial, name))
                return name;
        }
    }

    /// <summary>Of one whose manifest is written; false: the name is taken. Where the disk refuses, the manifest stays: with it the next writer finishes what was captured.</summary>
    public bool PublishWritten(byte[] partial, SnapshotName name)
    {
        SnapshotCreation.Step?.Invoke("publish");
        Errno errno = backups.Handle.RenameToNew(partial, BackupFolder.Bytes(name.ToString()));
        if (errno == Errno.EEXIST)
        {
            backups.RemoveManifest(name);
            return false;
        }

        errno.Check("renameat2", name.ToString());
        backups.Handle.Flush().Check("fsync", backups.Path);
        SnapshotCreation.Step?.Invoke("published");
        return true;
    }

    private void RequireThere(byte[] partial, FolderHandle made)
    {
        made.Status(out FileStatus wanted).Check("statx", partial);
        backups.Handle.StatusOf(partial, out FileStatus found).Check("statx", partial);
        if (found.Inode != wanted.Inode && made.FileSystem().HasStableInodes)
            Errno.ENOENT.Check("statx", partial);
    }
}
