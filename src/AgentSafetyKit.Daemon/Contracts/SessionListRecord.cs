namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The sessions of who asks, the oldest first.</summary>
/// <param name="Sessions">They.</param>
/// <param name="Terms">What a new one may have.</param>
public sealed record SessionListRecord(IReadOnlyList<SessionRecord> Sessions, SessionTermsRecord Terms);
