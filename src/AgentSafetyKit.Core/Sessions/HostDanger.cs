using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>Why a changed file matters outside the VM, and how much.</summary>
public readonly record struct HostDanger(ReviewSeverity Severity, Text Why);
