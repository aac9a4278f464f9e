using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One path of a <see cref="FoundRecord"/>: kind, size and time are those of its last version.</summary>
internal sealed record FoundPathRecord(string Path, string? PathBytes, EntryKind Kind, string First, string Last, int Snapshots, int Versions, long Size, DateTimeOffset ModifiedAt, bool InNewest)
{
    public static FoundPathRecord Of(FoundPath found) =>
        new(PathRecord.Shown(found.Path), RawBytes.Of(found.Path.Bytes), found.Kind, found.First, found.Last, found.Snapshots, found.Versions, found.Size, found.ModifiedAt, found.IsInNewest);
}
