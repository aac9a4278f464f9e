using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Copying;

/// <summary>What was copied, and what was not.</summary>
/// <param name="Files">Files and links.</param>
/// <param name="Bytes">Of their contents.</param>
/// <param name="Notes">What was left out and why, the first hundred; safe to print.</param>
/// <param name="NoteCount">How many there are.</param>
public sealed record CopyResult(long Files, long Bytes, IReadOnlyList<Text> Notes, long NoteCount);
