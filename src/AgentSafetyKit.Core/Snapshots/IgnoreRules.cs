using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// What a snapshot leaves out: the <c>.backupignore</c> files of a tree as they were at one moment, and the patterns given beside them (<c>--exclude</c>), in the language of
/// gitignore(5). The given patterns win over the files, as git's command line does; in a file the last match wins; a deeper file wins over a higher one; nothing below an excluded
/// folder comes back. A value: taken at the start of a run it is handed to the later snapshots of that run, so that what the agent writes into those files changes nothing.
/// </summary>
public sealed class IgnoreRules
{
    public const string FileName = ".backupignore";

    /// <summary>A longer ignore file is read up to here.</summary>
    internal const int LongestFile = 256 * 1024;
    private readonly Dictionary<TreePath, IgnoreSource> _sources;
    private readonly Dictionary<TreePath, IgnorePatternList> _compiled = [];

    public IgnoreRules(IEnumerable<string> given, IEnumerable<IgnoreSource> sources)
    {
        Given = [.. given];
        _sources = sources.ToDictionary(source => source.Folder);
        GivenPatterns = IgnorePatternList.OfGiven(Given);
    }

    /// <summary>Nothing is left out.</summary>
    public static IgnoreRules None { get; } = new([], []);

    /// <summary>The patterns given beside the files, in order.</summary>
    public IReadOnlyList<string> Given { get; }

    public IReadOnlyCollection<IgnoreSource> Sources => _sources.Values;

    internal IgnorePatternList GivenPatterns { get; }

    /// <summary>Whether a path is left out, also because a folder above it is.</summary>
    public bool Excludes(TreePath path, bool isFolder)
    {
        var walk = new IgnoreWalk(GivenPatterns);
        ReadOnlySpan<byte> bytes = path.Bytes;
        TreePath folder = TreePath.Root;
        foreach (Range part in bytes.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = bytes[part];
            walk.Enter(folder.IsRoot ? default : folder.Name, PatternsOf(folder));
            bool last = part.End.GetOffset(bytes.Length) == bytes.Length;
            if (walk.Excludes(name, isFolder || !last))
                return true;
            folder = folder.Append(name);
        }

        return false;
    }

    internal IgnoreSource? SourceOf(TreePath folder) => _sources.GetValueOrDefault(folder);

    internal IgnorePatternList? PatternsOf(TreePath folder)
    {
        if (!_sources.TryGetValue(folder, out IgnoreSource? source))
            return null;
        if (!_compiled.TryGetValue(folder, out IgnorePatternList? patterns))
            _compiled[folder] = patterns = IgnorePatternList.Parse(source.Content.Span);
        return patterns;
    }

    /// <summary>For the manifest: the number of given patterns and each, then the number of files, and each one's folder and content; all lengths as u32, little endian.</summary>
    internal byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        WriteNumber(stream, Given.Count);
        foreach (string pattern in Given)
            WriteBytes(stream, Encoding.UTF8.GetBytes(pattern));
        WriteNumber(stream, _sources.Count);
        foreach (IgnoreSource source in _sources.Values.OrderBy(source => source.Folder.Bytes.ToArray(), ByteOrder))
        {
            WriteBytes(stream, source.Folder.Bytes);
            WriteBytes(stream, source.Content.Span);
        }

        return stream.ToArray();
    }

    /// <exception cref="FormatException">These are not such bytes.</exception>
    internal static IgnoreRules FromBytes(ReadOnlySpan<byte> bytes)
    {
        var given = new List<string>();
        for (int count = ReadNumber(ref bytes); count > 0; count--)
            given.Add(Encoding.UTF8.GetString(ReadBytes(ref bytes)));
        var sources = new List<IgnoreSource>();
        for (int count = ReadNumber(ref bytes); count > 0; count--)
        {
            if (!TreePath.TryParse(ReadBytes(ref bytes), out TreePath folder))
                throw new FormatException("a folder of the ignore rules is none");
            sources.Add(new IgnoreSource(folder, ReadBytes(ref bytes).ToArray()));
        }

        return new IgnoreRules(given, sources);
    }

    /// <summary>Equal where the rules are: to see at once whether they changed.</summary>
    internal ContentHash Hash()
    {
        byte[] hash = SHA256.HashData(ToBytes());
        return new ContentHash(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)));
    }

    private static readonly Comparer<byte[]> ByteOrder = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    private static void WriteNumber(MemoryStream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }

    private static void WriteBytes(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(stream, bytes.Length);
        stream.Write(bytes);
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(bytes, out int number) || number < 0)
            throw new FormatException("the ignore rules end too soon");
        bytes = bytes[4..];
        return number;
    }

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> bytes)
    {
        int length = ReadNumber(ref bytes);
        if (length > bytes.Length)
            throw new FormatException("the ignore rules end too soon");
        ReadOnlySpan<byte> taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }
}
