namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>/v1/operations</c>: those that go on, and the last that have ended.</summary>
public sealed record OperationListRecord(IReadOnlyList<OperationRecord> Operations);
