using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The rules in force at the folder a walk is in: the patterns given beside the files, and those of each ignore file on the way. It is only asked about names in folders that are not
/// excluded themselves.
/// </summary>
internal sealed class IgnoreWalk(IgnorePatternList given)
{
    private readonly List<Level> _levels = [];
    private byte[] _path = new byte[4096];
    private int _length;

    /// <summary>Enters a folder below the current one (the root first, with no name).</summary>
    /// <param name="name">Without NUL.</param>
    /// <param name="patterns">Those of the folder's own ignore file.</param>
    public void Enter(ReadOnlySpan<byte> name, IgnorePatternList? patterns)
    {
        int before = _length;
        if (_levels.Count > 0)
        {
            Reserve(name.Length + 1);
            name.CopyTo(_path.AsSpan(_length));
            _length += name.Length;
            _path[_length++] = (byte)'/';
        }

        _levels.Add(new Level(before, _length, patterns is { IsEmpty: false } ? patterns : null));
    }

    public void Leave()
    {
        _length = _levels[^1].LengthBefore;
        _levels.RemoveAt(_levels.Count - 1);
    }

    /// <param name="name">In the current folder, without NUL.</param>
    /// <param name="isFolder">Whether it is one.</param>
    public bool Excludes(ReadOnlySpan<byte> name, bool isFolder)
    {
        Reserve(name.Length);
        name.CopyTo(_path.AsSpan(_length));
        ReadOnlySpan<byte> path = _path.AsSpan(0, _length + name.Length);
        if (given.Decide(path, name, isFolder) is { } decided)
            return decided;
        for (int i = _levels.Count - 1; i >= 0; i--)
        {
            if (_levels[i].Patterns?.Decide(path[_levels[i].Start..], name, isFolder) is { } answer)
                return answer;
        }

        return false;
    }

    private void Reserve(int length)
    {
        while (_length + length > _path.Length)
            Array.Resize(ref _path, _path.Length * 2);
    }

    private readonly record struct Level(int LengthBefore, int Start, IgnorePatternList? Patterns);
}
