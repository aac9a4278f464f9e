namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The boxes of VMs that run.</summary>
public sealed record BoxListRecord(IReadOnlyList<BoxRecord> Boxes);
