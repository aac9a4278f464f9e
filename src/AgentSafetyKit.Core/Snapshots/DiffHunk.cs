namespace AgentSafetyKit.Snapshots;

/// <summary>A piece of a unified diff: changed lines with up to three unchanged ones around them (POSIX diff, "Diff -u Output Format").</summary>
/// <param name="OldStart">The first line's number on the old side, from 1; where <paramref name="OldCount"/> is 0, that of the line before.</param>
/// <param name="OldCount">Lines of the old side.</param>
/// <param name="NewStart">As <paramref name="OldStart"/>, on the new side.</param>
/// <param name="NewCount">Lines of the new side.</param>
/// <param name="Lines">In order.</param>
public sealed record DiffHunk(int OldStart, int OldCount, int NewStart, int NewCount, IReadOnlyList<DiffLine> Lines);
