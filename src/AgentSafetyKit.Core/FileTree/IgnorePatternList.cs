using System.Text;

namespace AgentSafetyKit.FileTree;

/// <summary>The patterns of one ignore file, in order; the last one that matches decides.</summary>
internal sealed class IgnorePatternList
{
    private readonly IgnorePattern[] _patterns;

    private IgnorePatternList(IgnorePattern[] patterns) => _patterns = patterns;

    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>What is excluded may not be any more when it, or a folder above it, has another place.</summary>
    public bool DependsOnPlace => _patterns.Any(pattern => pattern.DependsOnPlace);

    /// <summary>Where finding out would take too long, the pattern excludes: for lists that keep secrets.</summary>
    public bool ExcludesWhenTooHard { get; init; }

    public static IgnorePatternList OfGiven(IEnumerable<string> patterns, bool excludesWhenTooHard = false) =>
        new([.. patterns.Select(pattern => IgnorePattern.Parse(Encoding.UTF8.GetBytes(pattern))).OfType<IgnorePattern>()]) { ExcludesWhenTooHard = excludesWhenTooHard };

    public static IgnorePatternList Parse(ReadOnlySpan<byte> content, bool excludesWhenTooHard = false)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        var patterns = new List<IgnorePattern>();
        foreach (Range range in content.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = content[range];
            if (line.EndsWith("\r"u8) && range.End.GetOffset(content.Length) < content.Length)
                line = line[..^1];
            int end = line.IndexOf((byte)0);
            if (IgnorePattern.ParseLine(end < 0 ? line : line[..end]) is { } pattern)
                patterns.Add(pattern);
        }

        return new IgnorePatternList([.. patterns]) { ExcludesWhenTooHard = excludesWhenTooHard };
    }

    /// <summary>Whether a file of that name could be left out somewhere. Sooner says yes than misses one.</summary>
    public bool MayExclude(ReadOnlySpan<byte> name)
    {
        foreach (IgnorePattern pattern in _patterns)
        {
            if (pattern.MayExclude(name))
                return true;
        }

        return false;
    }

    /// <summary>True: excluded; false: explicitly not; null: nothing here matches.</summary>
    public bool? Decide(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder)
    {
        for (int i = _patterns.Length - 1; i >= 0; i--)
        {
            if (_patterns[i].IsMatch(path, name, isFolder, whenTooHard: ExcludesWhenTooHard && !_patterns[i].IsNegated))
                return !_patterns[i].IsNegated;
        }

        return null;
    }
}
