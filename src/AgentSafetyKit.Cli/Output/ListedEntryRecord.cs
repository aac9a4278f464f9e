using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One name of a <see cref="ListingRecord"/>: as it lies in the snapshot's folder. The mode is octal; path and target are escaped, and where that changes them their bytes are there too (<see cref="RawBytes"/>).</summary>
internal sealed record ListedEntryRecord(
    string Path, string? PathBytes, EntryKind Kind, string Mode, uint User, uint Group, long Size, DateTimeOffset ModifiedAt, string? Target, string? TargetBytes)
{
    public static ListedEntryRecord Of(ListedEntry entry) => new(
        PathRecord.Shown(entry.Path),
        RawBytes.Of(entry.Path.Bytes),
        entry.Kind,
        ModeText.Octal(entry.Permissions),
        entry.UserId,
        entry.GroupId,
        entry.Size,
        entry.ModifiedAt,
        entry.Kind == EntryKind.SymbolicLink ? Printable.Escape(entry.Target.Span) : null,
        entry.Kind == EntryKind.SymbolicLink ? RawBytes.Of(entry.Target.Span) : null);
}
