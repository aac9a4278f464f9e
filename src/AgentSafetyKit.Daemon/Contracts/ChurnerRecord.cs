using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A file that changes in most snapshots.</summary>
public sealed record ChurnerRecord(string Path, string? PathBytes, int Times, long Bytes)
{
    public static ChurnerRecord Of(Churner churner) => new(PathRecord.Shown(churner.Path), RawBytes.Of(churner.Path.Bytes), churner.Times, churner.Bytes);
}
