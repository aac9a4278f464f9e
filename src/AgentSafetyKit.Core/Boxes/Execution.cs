using System.Collections.Immutable;

namespace AgentSafetyKit.Boxes;

/// <summary>A command for a session.</summary>
/// <param name="Words">Program and arguments; they arrive as they are.</param>
/// <param name="Input">Its standard input, then end of file.</param>
/// <param name="Limit">After which all of it is ended.</param>
public sealed record Execution(ImmutableArray<string> Words, ReadOnlyMemory<byte> Input, TimeSpan Limit)
{
    /// <summary>So many bytes of each of its outputs are kept.</summary>
    public int Kept { get; init; } = 1 << 20;
}
