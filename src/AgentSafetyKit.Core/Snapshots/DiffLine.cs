namespace AgentSafetyKit.Snapshots;

/// <summary>One line of a <see cref="DiffHunk"/>.</summary>
/// <param name="Mark">A blank for a line of both sides, <c>-</c> for one of the old side, <c>+</c> for one of the new.</param>
/// <param name="Content">Somebody else's bytes, without the line feed: print them through <see cref="Primitives.Printable"/>.</param>
/// <param name="HasLineFeed">False for the last line of a file that does not end in one.</param>
public readonly record struct DiffLine(char Mark, ReadOnlyMemory<byte> Content, bool HasLineFeed);
