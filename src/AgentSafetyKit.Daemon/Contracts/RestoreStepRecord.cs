using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One path of a <see cref="RestoreRecord"/>.</summary>
/// <param name="Path">Relative to the folder, escaped.</param>
/// <param name="PathBytes">As <see cref="RawBytes.Of"/>.</param>
public sealed record RestoreStepRecord(string Path, string? PathBytes, string Action, long Size)
{
    public static RestoreStepRecord Of(RestoreStep step) => new(PathRecord.Shown(step.Path), RawBytes.Of(step.Path.Bytes), CamelWord.Of(step.Action), step.Size);
}
