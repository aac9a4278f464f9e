using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One name of a <see cref="ListingRecord"/>: as it lies in the snapshot's folder. The mode is octal; path and target are escaped.</summary>
internal sealed record ListedEntryRecord(string Path, EntryKind Kind, string Mode, uint User, uint Group, long Size, DateTimeOffset ModifiedAt, string? Target)
{
    public static ListedEntryRecord Of(ListedEntry entry) => new(
        entry.Path.IsRoot ? "." : entry.Path.ToString(),
        entry.Kind,
        ModeText.Octal(entry.Permissions),
        entry.UserId,
        entry.GroupId,
        entry.Size,
        entry.ModifiedAt,
        entry.Kind == EntryKind.SymbolicLink ? Printable.Escape(entry.Target.Span) : null);
}
