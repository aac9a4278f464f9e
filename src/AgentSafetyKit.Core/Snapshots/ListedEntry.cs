using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One name of a folder of a snapshot, as it lies on the disk.</summary>
public sealed record ListedEntry
{
    public required TreePath Path { get; init; }

    public EntryKind Kind { get; init; }

    /// <summary>Permission bits.</summary>
    public uint Permissions { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    /// <summary>In bytes; 0 for what is neither a file nor a link.</summary>
    public long Size { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Where a symbolic link points to: somebody else's bytes, to be printed through <see cref="Primitives.Printable"/>.</summary>
    public ReadOnlyMemory<byte> Target { get; init; }

    internal static ListedEntry Of(TreePath path, FolderHandle folder, ReadOnlySpan<byte> name, in FileStatus status) => new()
    {
        Path = path,
        Kind = status.Kind,
        Permissions = status.Permissions,
        UserId = status.UserId,
        GroupId = status.GroupId,
        Size = status.Kind is EntryKind.File or EntryKind.SymbolicLink ? status.Size : 0,
        ModifiedAt = SystemClock.Moment(status.ModifiedAt),
        Target = status.Kind == EntryKind.SymbolicLink && folder.ReadLink(name, out byte[] target) == Errors.Errno.Ok ? target.AsMemory(0, target.Length - 1) : default,
    };
}
