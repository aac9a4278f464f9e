using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Snapshots;

/// <summary>Gives a finished partial its name. Data first, then the manifest, then the name: after a power cut a published snapshot is whole.</summary>
internal sealed class SnapshotPublication(BackupFolder backups, CancellationToken cancellation)
{
    /// <summary>A name that somebody took meanwhile is passed over; the answer is the one it got.</summary>
    public SnapshotName Publish(byte[] partial, SnapshotName name, Manifest manifest)
    {
        cancellation.ThrowIfCancellationRequested();
        SnapshotCreation.Step?.Invoke("flush");
        backups.Handle.FlushFileSystem().Check("syncfs", backups.Path);
        for (; ; name = name.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            SnapshotCreation.Step?.Invoke("manifest");
            backups.WriteManifest(name, manifest);
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
}
