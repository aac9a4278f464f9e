namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the user said beforehand to a restore's plan.</summary>
/// <param name="Target">Another folder to restore into; null for in place.</param>
/// <param name="Setuid">Setuid and setgid bits come back too.</param>
/// <param name="WithoutSafetySnapshot">The present state need not be kept.</param>
internal sealed record RestoreAnswers(bool Yes, bool DryRun, string? Target, bool Setuid, bool WithoutSafetySnapshot);
