namespace AgentSafetyKit.Cli.Output;

/// <summary><c>mounts --json</c>.</summary>
internal sealed record MountListRecord(IReadOnlyList<MountRecord> Mounts);
