using System.Runtime.InteropServices;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// One folder, as the manifest has it on the disk (80 bytes, little endian). Folders are in preorder, sorted by name within their parent, so that a subtree is one range of
/// folders [i, <see cref="SubtreeEnd"/>) and one range of entries.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct FolderRecord
{
    public const int Length = 80;

    [FieldOffset(0)] public long ModifiedAt;
    [FieldOffset(8)] public long ChangedAt;
    [FieldOffset(16)] public ulong SourceInode;
    [FieldOffset(24)] public ulong SnapshotInode;
    [FieldOffset(32)] public uint NameStart;

    /// <summary>-1 for the root.</summary>
    [FieldOffset(36)] public int Parent;
    [FieldOffset(40)] public int FirstEntry;
    [FieldOffset(44)] public int EntryCount;
    [FieldOffset(48)] public int SubtreeEnd;
    [FieldOffset(52)] public int Depth;
    [FieldOffset(56)] public uint UserId;
    [FieldOffset(60)] public uint GroupId;
    [FieldOffset(64)] public ushort NameLength;
    [FieldOffset(66)] public ushort Mode;
    [FieldOffset(68)] public EntryFlags Flags;

    public readonly int EntryEnd => FirstEntry + EntryCount;

    public void Take(in FileStatus status)
    {
        ModifiedAt = status.ModifiedAt;
        ChangedAt = status.ChangedAt;
        SourceInode = status.Inode;
        UserId = status.UserId;
        GroupId = status.GroupId;
        Mode = status.Mode;
    }
}
