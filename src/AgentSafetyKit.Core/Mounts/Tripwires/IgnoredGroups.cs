using AgentSafetyKit.FileTree;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>
/// What is made again by itself: the names of <see cref="Always"/>, and what the folder's <c>.gitignore</c> files name, as they were when the agent began: one that was written since then counts for nothing, or an agent could call everything
/// unimportant first. All that one pattern names is one thing, be it thirty thousand files of <c>node_modules</c>. For one thread at a time.
/// </summary>
internal sealed class IgnoredGroups(TreeReader tree)
{
    private const int LongestFile = 256 * 1024, MostFolders = 4096;

    private static readonly IgnorePattern[] Always = Patterns(
        "node_modules/\n.venv/\nvenv/\n__pycache__/\n.tox/\n.mypy_cache/\n.pytest_cache/\n.ruff_cache/\n.gradle/\n.next/\n.nuxt/\n.cache/\n.parcel-cache/\n.turbo/\n*.o\n*.lo\n*.pyc\n*.class\n.git/refs/\n.git/logs/\n"u8);

    private readonly Dictionary<byte[], IgnorePattern[]> _files = new(Journal.BytesComparer.Instance);
    private long _begin;

    /// <summary>Rules of this moment on are nobody's; nanoseconds since 1970.</summary>
    public void Begin(long nanoseconds)
    {
        _begin = nanoseconds;
        Forget();
    }

    /// <summary>Folders have other names than before: rules are read again where they are now.</summary>
    public void Forget() => _files.Clear();

    /// <summary>What the file or folder is a part of, as a number; null: it stands for itself.</summary>
    public ulong? Of(ReadOnlySpan<byte> path, bool isFolder)
    {
        for (int end = 0; end <= path.Length; end++)
        {
            // Each folder on the way, and the thing itself.
            int length = path[end..].IndexOf((byte)'/');
            end = length < 0 ? path.Length : end + length;
            ReadOnlySpan<byte> part = path[..end];
            bool partIsFolder = end < path.Length || isFolder;
            if (LastMatch(Always, part, partIsFolder) is var always and >= 0)
                return Number("always"u8, always);
            // The nearest file decides.
            for (int at = part.LastIndexOf((byte)'/'); ; at = part[..at].LastIndexOf((byte)'/'))
            {
                ReadOnlySpan<byte> folder = at < 0 ? default : part[..at];
                IgnorePattern[] patterns = In(folder);
                int found = LastMatch(patterns, part[(at + 1)..], partIsFolder);
                if (found >= 0 && !patterns[found].IsNegated)
                    return Number(folder, found);
                if (found >= 0 || at < 0)
                    break;
            }
        }

        return null;
    }

    private static int LastMatch(IgnorePattern[] patterns, ReadOnlySpan<byte> path, bool isFolder)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        for (int i = patterns.Length - 1; i >= 0; i--)
        {
            if (patterns[i].IsMatch(path, name, isFolder))
                return i;
        }

        return -1;
    }

    private static ulong Number(ReadOnlySpan<byte> folder, int pattern)
    {
        var hash = default(HashCode);
        hash.AddBytes(folder);
        return (1UL << 63) | ((ulong)(uint)hash.ToHashCode() << 24) ^ (uint)pattern;
    }

    private IgnorePattern[] In(ReadOnlySpan<byte> folder)
    {
        if (_files.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(folder, out IgnorePattern[]? known))
            return known;
        if (_files.Count >= MostFolders)
            _files.Clear();
        byte[] file = folder.IsEmpty ? ".gitignore"u8.ToArray() : [.. folder, .. "/.gitignore"u8];
        byte[]? content = tree.Read(file, LongestFile, out StatxBuffer status);
        // Nobody can set the time a file was changed: it tells whether the agent had a hand in it.
        return _files[folder.ToArray()] = content is null || status.ChangeTime.TotalNanoseconds >= _begin ? [] : Patterns(content);
    }

    private static IgnorePattern[] Patterns(ReadOnlySpan<byte> content)
    {
        var patterns = new List<IgnorePattern>();
        foreach (Range range in content.Split((byte)'\n'))
        {
            if (IgnorePattern.ParseLine(content[range].TrimEnd((byte)'\r')) is { } pattern)
                patterns.Add(pattern);
        }

        return [.. patterns];
    }
}
