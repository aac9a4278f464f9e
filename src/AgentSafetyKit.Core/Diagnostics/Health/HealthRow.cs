namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>A finding in a report.</summary>
/// <param name="Check">Whose it is.</param>
/// <param name="Finding">As it is now.</param>
/// <param name="IsRepaired">It was wrong, and no longer is.</param>
public sealed record HealthRow(IHealthCheck Check, HealthFinding Finding, bool IsRepaired);
