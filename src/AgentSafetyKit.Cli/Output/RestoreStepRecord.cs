using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One path of a <see cref="RestoreRecord"/>.</summary>
/// <param name="Path">Relative to the folder, escaped.</param>
internal sealed record RestoreStepRecord(string Path, RestoreAction Action, long Size);
