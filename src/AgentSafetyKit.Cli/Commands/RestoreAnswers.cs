namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the user said beforehand to a restore's plan.</summary>
internal sealed record RestoreAnswers(bool Yes, bool DryRun);
