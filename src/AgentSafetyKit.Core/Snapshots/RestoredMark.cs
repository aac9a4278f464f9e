using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The file <c>.agsekit-restored</c>, <c>NEWEST RESTORED</c>: which snapshot was restored last where nothing had to be saved before, because the newest one had it all. It counts while that one is the newest, and keeps
/// it from being dropped until the next restore; where it is lost, the next snapshot may ask for a confirmation.
/// </summary>
internal static class RestoredMark
{
    private const string Name = ".agsekit-restored";
    private const int Longest = 256;

    /// <summary>Null: nothing was restored since.</summary>
    public static SnapshotName? Read(BackupFolder backups, SnapshotName newest) => Read(backups) is { } mark && mark.Saved == newest ? mark.Restored : null;

    /// <summary>The snapshot that had all there was before the last restore of that kind, and the one that was restored.</summary>
    public static (SnapshotName Saved, SnapshotName Restored)? Read(BackupFolder backups)
    {
        if (backups.Handle.OpenFile(BackupFolder.Bytes(Name), out FileHandle file) != Errno.Ok)
            return null;
        using (file)
        {
            var bytes = new byte[Longest];
            if (file.ReadAt(bytes, 0, out int count) != Errno.Ok)
                return null;
            string[] words = Encoding.Latin1.GetString(bytes, 0, count).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            return words.Length == 2 && SnapshotName.TryParse(words[0], out SnapshotName saved) && SnapshotName.TryParse(words[1], out SnapshotName restored) ? (saved, restored) : null;
        }
    }

    /// <summary>A full disk must not stand between a user and the undo.</summary>
    public static void TryWrite(BackupFolder backups, SnapshotName newest, string restored)
    {
        try
        {
            AtomicFile.Write(Path.Combine(backups.Path, Name), Encoding.ASCII.GetBytes($"{newest} {restored}\n"));
        }
        catch (SystemCallException)
        {
            // Nothing of the snapshots depends on it.
        }
    }
}
