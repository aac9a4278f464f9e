using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>Tells file systems apart.</summary>
public static class DiskNumber
{
    /// <summary>Of the file system a folder is on, or will be on when it is made; null: nobody knows.</summary>
    public static ulong? At(string folder)
    {
        for (string? there = folder; there is not null; there = Path.GetDirectoryName(there))
        {
            if (Libc.Statx(FileDescriptor.WorkingFolder, SystemPath.Terminated(there), AtFlags.None, StatxMask.Basic, out StatxBuffer status) == Errno.Ok)
                return status.Device;
        }

        return null;
    }
}
