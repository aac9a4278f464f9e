namespace AgentSafetyKit.FileTree;

/// <summary>Room on a file system, for an ordinary user.</summary>
/// <param name="Bytes">Free bytes.</param>
/// <param name="TotalBytes">The size of the file system.</param>
/// <param name="Inodes">Free inodes; <see cref="long.MaxValue"/> where the file system has no such limit.</param>
public readonly record struct FreeSpace(long Bytes, long TotalBytes, long Inodes);
