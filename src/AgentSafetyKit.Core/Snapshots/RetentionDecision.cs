using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What is to become of one snapshot.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Keeps">False: it goes.</param>
/// <param name="Reason">Why, for programs.</param>
/// <param name="Why">Why, for people.</param>
public sealed record RetentionDecision(string Id, bool Keeps, RetentionReason Reason, Text Why);
