using AgentSafetyKit.Errors;

namespace AgentSafetyKit.FileTree;

/// <summary>Room on a file system, for an ordinary user.</summary>
/// <param name="Bytes">Free bytes.</param>
/// <param name="TotalBytes">The size of the file system.</param>
/// <param name="Inodes">Free inodes; <see cref="long.MaxValue"/> where the file system has no such limit.</param>
public readonly record struct FreeSpace(long Bytes, long TotalBytes, long Inodes)
{
    /// <summary>Free bytes of the disk a folder is on, or will be on when it is made; null: nobody knows.</summary>
    public static long? BytesAt(string folder)
    {
        for (string? there = folder; there is not null; there = Path.GetDirectoryName(there))
        {
            if (FolderHandle.Open(there, out FolderHandle handle) != Errno.Ok)
                continue;
            using (handle)
                return handle.Space(out FreeSpace space) == Errno.Ok ? space.Bytes : null;
        }

        return null;
    }
}
