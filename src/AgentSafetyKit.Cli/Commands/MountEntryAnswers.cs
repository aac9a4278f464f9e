namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the user said beforehand to a change of the configured folders.</summary>
/// <param name="MountNow">Mount what was added.</param>
internal sealed record MountEntryAnswers(bool Yes, bool DryRun, bool MountNow);
