using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>One end of a copy as the user wrote it: <c>VM:PATH</c>, or a path of the host (one with a colon is written <c>./a:b</c>).</summary>
internal sealed record CopyEnd(string? Machine, string Path)
{
    public static CopyEnd Parse(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !word[..colon].Contains('/', StringComparison.Ordinal) ? new CopyEnd(word[..colon], word[(colon + 1)..]) : new CopyEnd(null, word);
    }

    /// <summary>Safe to print.</summary>
    public override string ToString() => Printable.Escape(Machine is null ? Path : $"{Machine}:{Path}");
}
