using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>One entry of an archive, as somebody else wrote it: nothing about it is to be believed.</summary>
/// <param name="Path">Bytes as they were sent.</param>
/// <param name="Kind">Kinds that are not copied are <see cref="EntryKind.Unknown"/>.</param>
/// <param name="Size">Of the content that follows; only a file has one.</param>
/// <param name="Permissions">The nine bits.</param>
/// <param name="ModifiedAt">Nanoseconds since 1970.</param>
/// <param name="Target">Of a symbolic link.</param>
internal sealed record ArchiveEntry(byte[] Path, EntryKind Kind, long Size, uint Permissions, long ModifiedAt, byte[] Target);
