namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>/healthz</c> and <c>/readyz</c>.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record HealthResponse(string Status);
