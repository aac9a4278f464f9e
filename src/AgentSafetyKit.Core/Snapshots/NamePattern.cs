using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// What a search looks for: with a wildcard or a slash in it a pattern in the language of gitignore(5), else a piece of a name, in which case the case of ASCII letters makes no difference.
/// </summary>
internal sealed class NamePattern
{
    private readonly IgnorePattern? _pattern;
    private readonly byte[] _piece;

    public NamePattern(string words)
    {
        _piece = ByteText.Encode(words);
        if (_piece.AsSpan().IndexOfAny("*?[\\/"u8) >= 0)
            _pattern = IgnorePattern.Parse(_piece);
        for (int i = 0; i < _piece.Length; i++)
            _piece[i] = Lower(_piece[i]);
    }

    public bool NeedsPath => _pattern is not null;

    /// <param name="path">Relative to the root; may be empty where <see cref="NeedsPath"/> is false.</param>
    /// <param name="name">Its last component.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public bool IsMatch(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder)
    {
        if (_pattern is not null)
            return _pattern.IsMatch(path, name, isFolder);
        for (int start = 0; start + _piece.Length <= name.Length; start++)
        {
            int same = 0;
            while (same < _piece.Length && Lower(name[start + same]) == _piece[same])
                same++;
            if (same == _piece.Length)
                return true;
        }

        return false;
    }

    private static byte Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
