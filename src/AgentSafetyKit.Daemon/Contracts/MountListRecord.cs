namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>mounts --json</c>.</summary>
public sealed record MountListRecord(IReadOnlyList<MountViewRecord> Mounts);
