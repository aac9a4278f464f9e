using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>Whether a folder is, or could be made, where files can be kept.</summary>
public static class WritablePlace
{
    /// <summary>What stands in the way: the folder itself, or the nearest thing above it that is there; null: nothing that is known of.</summary>
    public static string? Obstacle(string folder)
    {
        string? file = null;
        for (string? there = folder; there is not null; there = Path.GetDirectoryName(there))
        {
            Errno opened = FolderHandle.Open(there, out FolderHandle handle);
            if (opened == Errno.ENOTDIR)
                file = there;
            if (opened is Errno.ENOTDIR or Errno.ENOENT)
                continue;
            if (opened != Errno.Ok)
                return opened == Errno.EACCES ? there : null;
            using (handle)
                return file ?? (Takes(handle, there) ? null : there);
        }

        return file;
    }

    /// <summary>What is no disk, such as /proc, takes no folder, whatever its mode says.</summary>
    private static bool Takes(FolderHandle handle, string folder) =>
        Libc.MayMakeIn(FileDescriptor.WorkingFolder, SystemPath.Terminated(folder)) == Errno.Ok && (handle.Space(out FreeSpace space) != Errno.Ok || space.TotalBytes > 0);
}
