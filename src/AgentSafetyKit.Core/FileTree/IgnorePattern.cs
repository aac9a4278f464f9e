namespace AgentSafetyKit.FileTree;

/// <summary>One line of an ignore file, read as git reads a line of a .gitignore (gitignore(5), dir.c).</summary>
internal sealed class IgnorePattern
{
    private readonly byte[] _glob;
    private readonly int _literal;
    private readonly bool _foldersOnly;
    private readonly bool _nameOnly;
    private readonly bool _isSuffix;

    private IgnorePattern(byte[] glob, int literal, bool negated, bool foldersOnly, bool nameOnly, bool isSuffix)
    {
        _glob = glob;
        _literal = literal;
        IsNegated = negated;
        _foldersOnly = foldersOnly;
        _nameOnly = nameOnly;
        _isSuffix = isSuffix;
    }

    /// <summary>What matches is not excluded after all.</summary>
    public bool IsNegated { get; }

    /// <summary>It looks at where a thing lies, not at its name alone.</summary>
    public bool DependsOnPlace => !_nameOnly;

    /// <summary>Null for a comment, an empty line, or a line that can match nothing.</summary>
    public static IgnorePattern? ParseLine(ReadOnlySpan<byte> line) => line.StartsWith("#"u8) ? null : Parse(WithoutTrailingBlanks(line));

    /// <summary>A pattern given by itself: no comment, and its blanks are meant.</summary>
    public static IgnorePattern? Parse(ReadOnlySpan<byte> line)
    {
        bool negated = line.StartsWith("!"u8);
        if (negated)
            line = line[1..];
        int literal = line.IndexOfAny("*?[\\"u8);
        if (literal < 0)
            literal = line.Length;
        bool isSuffix = line.StartsWith("*"u8) && line[1..].IndexOfAny("*?[\\"u8) < 0;
        bool foldersOnly = line.EndsWith("/"u8);
        if (foldersOnly)
            line = line[..^1];
        if (line.IsEmpty)
            return null;
        literal = Math.Min(literal, line.Length);
        bool nameOnly = !line.Contains((byte)'/');
        if (line[0] == '/')
        {
            line = line[1..];
            literal--;
        }

        return new IgnorePattern(line.ToArray(), literal, negated, foldersOnly, nameOnly, isSuffix);
    }

    /// <param name="path">Relative to the folder the pattern is for.</param>
    /// <param name="name">Its last component.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    /// <param name="whenTooHard">The answer where finding it out would take too long.</param>
    public bool IsMatch(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder, bool whenTooHard = false)
    {
        if (_foldersOnly && !isFolder)
            return false;
        ReadOnlySpan<byte> glob = _glob;
        if (_nameOnly)
        {
            if (_literal == glob.Length)
                return name.SequenceEqual(glob);
            return _isSuffix ? name.EndsWith(glob[1..]) : GlobMatch.IsMatch(glob, name, isPath: false, whenTooHard);
        }

        if (_literal > path.Length || !path.StartsWith(glob[.._literal]))
            return false;
        if (_literal > 0 && _literal == glob.Length && path.Length == _literal)
            return true;
        return GlobMatch.IsMatch(glob[_literal..], path[_literal..], isPath: true, whenTooHard);
    }

    /// <summary>Whether it could leave out a file of that name, in whatever folder. Sooner says yes than misses one.</summary>
    public bool MayExclude(ReadOnlySpan<byte> name)
    {
        if (IsNegated || _foldersOnly)
            return false;
        ReadOnlySpan<byte> last = _glob.AsSpan()[(_glob.AsSpan().LastIndexOf((byte)'/') + 1)..];
        return _glob.AsSpan().IndexOfAny((byte)'[', (byte)'\\') >= 0 || GlobMatch.IsMatch(last, name, isPath: false);
    }

    private static ReadOnlySpan<byte> WithoutTrailingBlanks(ReadOnlySpan<byte> line)
    {
        int blanks = -1;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == ' ')
            {
                if (blanks < 0)
                    blanks = i;
                continue;
            }

            blanks = -1;
            if (line[i] == '\\' && ++i >= line.Length)
                return line;
        }

        return blanks < 0 ? line : line[..blanks];
    }
}
