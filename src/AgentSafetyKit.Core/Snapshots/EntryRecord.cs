using System.Runtime.InteropServices;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One name that is no folder, as the manifest has it on the disk (64 bytes, little endian): the file as it was in the source, and its inode in the snapshot.</summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct EntryRecord
{
    public const int Length = 64;

    [FieldOffset(0)] public long ModifiedAt;
    [FieldOffset(8)] public long ChangedAt;
    [FieldOffset(16)] public long Size;
    [FieldOffset(24)] public ulong SourceInode;

    /// <summary>0: not stored.</summary>
    [FieldOffset(32)] public ulong SnapshotInode;
    [FieldOffset(40)] public uint NameStart;

    /// <summary>1 + the index of the first entry that is the same file (a hard link within the tree); 0 where it is the first itself, or has one name only.</summary>
    [FieldOffset(44)] public int LinkOf;
    [FieldOffset(48)] public uint UserId;
    [FieldOffset(52)] public uint GroupId;
    [FieldOffset(56)] public ushort NameLength;
    [FieldOffset(58)] public ushort Mode;
    [FieldOffset(60)] public EntryFlags Flags;

    public readonly EntryKind Kind => (EntryKind)(Mode & 0xF000);

    public readonly bool IsStored => (Flags & EntryFlags.NotStored) == 0;

    public readonly bool IsLost => (Flags & EntryFlags.Lost) != 0;

    /// <summary>Type, size, time, mode and owner: what a copy must show. Times and inode that only the source's file system gives are not part of it.</summary>
    public readonly bool LooksLike(in EntryRecord other) =>
        Mode == other.Mode && Size == other.Size && ModifiedAt == other.ModifiedAt && UserId == other.UserId && GroupId == other.GroupId;

    /// <summary>Disks such as FAT keep whole seconds, two of them.</summary>
    public readonly bool HasTime(long found) => IsSameTime(found, ModifiedAt);

    /// <inheritdoc cref="HasTime"/>
    public static bool IsSameTime(long found, long recorded) =>
        found == recorded || (found % 1_000_000_000 == 0 && Math.Abs(found - recorded) <= 2_000_000_000 && recorded % 1_000_000_000 != 0);

    public void MarkNotStored()
    {
        Flags |= EntryFlags.NotStored;
        SnapshotInode = 0;
    }

    public void MarkNameTaken()
    {
        MarkNotStored();
        Flags |= EntryFlags.NameTaken;
    }

    public void MarkLost()
    {
        MarkNotStored();
        Flags |= EntryFlags.Lost;
    }

    public void Take(in FileStatus status)
    {
        ModifiedAt = status.ModifiedAt;
        ChangedAt = status.ChangedAt;
        Size = status.Size;
        SourceInode = status.Inode;
        UserId = status.UserId;
        GroupId = status.GroupId;
        Mode = status.Mode;
    }
}
