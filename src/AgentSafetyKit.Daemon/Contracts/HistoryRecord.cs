using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>backup history --json</c>: oldest first.</summary>
/// <param name="PathBytes">As <see cref="RawBytes.Of"/>.</param>
public sealed record HistoryRecord(string Path, string? PathBytes, IReadOnlyList<VersionOfPathRecord> Versions)
{
    public static HistoryRecord Of(TreePath path, IReadOnlyList<PathVersion> versions) =>
        new(PathRecord.Shown(path), RawBytes.Of(path.Bytes), [.. versions.Select(VersionOfPathRecord.Of)]);
}
