using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What was read of one inode of the backup disk, whatever names in whatever snapshots it has.</summary>
internal sealed class InodeFacts
{
    public required long Size { get; init; }

    public required long ModifiedAt { get; init; }

    public required uint UserId { get; init; }

    public required uint GroupId { get; init; }

    public required ushort Mode { get; init; }

    public EntryKind Kind => (EntryKind)(Mode & 0xF000);

    /// <summary>Of a file, once it is read.</summary>
    public ContentHash Hash { get; set; }

    /// <summary>Why it could not be read.</summary>
    public Errno Error { get; set; }

    /// <summary>A manifest has recorded this very content.</summary>
    public bool IsProved { get; set; }

    public static InodeFacts Of(in FileStatus status) => new()
    {
        Size = status.Size,
        ModifiedAt = status.ModifiedAt,
        UserId = status.UserId,
        GroupId = status.GroupId,
        Mode = status.Mode,
    };
}
