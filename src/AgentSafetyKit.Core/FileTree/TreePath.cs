using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// A path within a tree: bytes, components parted by single slashes, none of them empty, <c>.</c> or <c>..</c>; empty is the tree's root. Equal where the bytes are.
/// <see cref="ToString"/> is for printing (escaped), never for the disk.
/// </summary>
public readonly struct TreePath : IEquatable<TreePath>
{
    private readonly byte[]? _bytes;

    private TreePath(byte[] bytes) => _bytes = bytes;

    public static TreePath Root => default;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool IsRoot => _bytes is null or [];

    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    public TreePath Parent => Bytes.LastIndexOf((byte)'/') is > 0 and int slash ? new TreePath(Bytes[..slash].ToArray()) : Root;

    public static bool operator ==(TreePath left, TreePath right) => left.Equals(right);

    public static bool operator !=(TreePath left, TreePath right) => !left.Equals(right);

    /// <summary>Accepts <c>a/b</c>, <c>./a/b/</c> and <c>.</c>; false for absolute paths, <c>..</c> and NUL bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> path, out TreePath parsed)
    {
        parsed = Root;
        if (path.StartsWith("/"u8) || path.Contains((byte)0))
            return false;
        var clean = new List<byte>(path.Length);
        foreach (Range part in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[part];
            if (name.IsEmpty || name.SequenceEqual("."u8))
                continue;
            if (name.SequenceEqual(".."u8))
                return false;
            if (clean.Count > 0)
                clean.Add((byte)'/');
            clean.AddRange(name);
        }

        parsed = new TreePath([.. clean]);
        return true;
    }

    /// <summary>The same; what is not UTF-8 as in <see cref="ByteText"/>.</summary>
    public static bool TryParse(string path, out TreePath parsed) => TryParse(ByteText.Encode(path), out parsed);

    /// <exception cref="FormatException">It is none.</exception>
    public static TreePath Parse(string path) => TryParse(path, out TreePath parsed) ? parsed : throw new FormatException($"not a path within a tree: {Printable.Escape(path)}");

    /// <param name="name">One component, without NUL.</param>
    public TreePath Append(ReadOnlySpan<byte> name)
    {
        if (IsRoot)
            return new TreePath(name.ToArray());
        byte[] bytes = new byte[Bytes.Length + 1 + name.Length];
        Bytes.CopyTo(bytes);
        bytes[Bytes.Length] = (byte)'/';
        name.CopyTo(bytes.AsSpan(Bytes.Length + 1));
        return new TreePath(bytes);
    }

    /// <summary>It is <paramref name="folder"/> or lies somewhere below it.</summary>
    public bool IsWithin(TreePath folder) =>
        folder.IsRoot || (Bytes.StartsWith(folder.Bytes) && (Bytes.Length == folder.Bytes.Length || Bytes[folder.Bytes.Length] == (byte)'/'));

    public bool Equals(TreePath other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is TreePath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Printable.Escape(Bytes);
}
