using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>
/// Whether git has what is about to go: <c>git checkout</c> takes thousands of files away and nothing is lost. Git has to be at work (it holds <c>index.lock</c>) and has to have the very content, which is read and looked up; what lies loose
/// among its objects is unpacked and compared. A fake lock alone therefore hides nothing. For one thread at a time.
/// </summary>
internal sealed class GitKeeping(TreeReader tree, TimeProvider time)
{
    private const int LargestFile = 64 << 20, MostPacks = 256, NameBytes = 20;

    private static readonly TimeSpan ListGoodFor = TimeSpan.FromSeconds(1);

    private byte[] _listedFolder = [];
    private List<byte[]> _listed = [];
    private long _listedAt;

    /// <param name="path">A file that is about to lose its content.</param>
    public bool Has(ReadOnlySpan<byte> path)
    {
        if (ObjectNamed(path, out int folder) is { } name)
            return IsPacked(path[..folder], name);
        for (int end = path.LastIndexOf((byte)'/'); ; end = path[..end].LastIndexOf((byte)'/'))
        {
            byte[] git = end < 0 ? ".git"u8.ToArray() : [.. path[..end], .. "/.git"u8];
            if (tree.TryStat([.. git, .. "/index.lock"u8], out StatxBuffer held) && held.IsRegular)
                return HashOf(path) is { } hash && IsKept([.. git, .. "/objects"u8], hash);
            if (end < 0 || tree.TryStat(git, out _))
                return false;
        }
    }

    /// <summary>The name of a loose object, by its path (<c>…/.git/objects/ab/cdef…</c>), and where the path of the folder of objects ends.</summary>
    private static byte[]? ObjectNamed(ReadOnlySpan<byte> path, out int folder)
    {
        const int Digits = 2 * NameBytes;
        folder = path.Length - Digits - 2;
        if (folder < 0 || !path[..folder].EndsWith(".git/objects"u8) || path[folder] != '/' || path[folder + 3] != '/')
            return null;
        string digits = Encoding.ASCII.GetString(path[(folder + 1)..(folder + 3)]) + Encoding.ASCII.GetString(path[(folder + 4)..]);
        return digits.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(digits) : null;
    }

    private byte[]? HashOf(ReadOnlySpan<byte> path)
    {
        if (tree.Read(path, LargestFile, out _) is not { } content)
            return null;
        // The name of a blob is what git made it from SHA-1 for; nothing here rests on that nobody can make two of one name.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private bool IsKept(byte[] objects, byte[] name) => IsLoose(objects, name) || IsPacked(objects, name);

    private bool IsLoose(byte[] objects, byte[] name)
    {
        string digits = Convert.ToHexStringLower(name);
        byte[]? packed = tree.Read([.. objects, .. Encoding.ASCII.GetBytes($"/{digits[..2]}/{digits[2..]}")], LargestFile, out _);
        if (packed is null)
            return false;
        try
        {
            using var content = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            byte[] buffer = new byte[64 * 1024];
            long all = 0;
            for (int count; all <= LargestFile + 64 && (count = content.Read(buffer)) > 0; all += count)
                hash.AppendData(buffer, 0, count);
            return hash.GetHashAndReset().AsSpan().SequenceEqual(name);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private bool IsPacked(ReadOnlySpan<byte> objects, byte[] name)
    {
        byte[] folder = [.. objects, .. "/pack"u8];
        if (!folder.AsSpan().SequenceEqual(_listedFolder) || time.GetElapsedTime(_listedAt) > ListGoodFor)
        {
            _listed = [.. tree.Names(folder, MostPacks * 4).Where(file => file.AsSpan().EndsWith(".idx"u8)).Take(MostPacks)];
            (_listedFolder, _listedAt) = (folder, time.GetTimestamp());
        }

        foreach (byte[] file in _listed)
        {
            byte[] index = [.. folder, (byte)'/', .. file];
            byte[] pack = [.. index.AsSpan()[..^3], .. "pack"u8];
            using FileDescriptor? open = tree.TryStat(pack, out _) ? tree.Open(index, out _) : null;
            if (open is not null && Lists(open, name))
                return true;
        }

        return false;
    }

    /// <summary>Version 2 of gitformat-pack(5): a mark, a table of 256 sums by the first byte, then the names in order.</summary>
    private static bool Lists(FileDescriptor index, byte[] name)
    {
        const int Table = 8, Names = Table + (256 * 4);
        ReadOnlySpan<byte> mark = [0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2];
        Span<byte> bytes = stackalloc byte[8];
        if (TreeReader.ReadAll(index, bytes, 0) != 8 || !mark.SequenceEqual(bytes))
            return false;
        long low = 0;
        if (name[0] > 0)
        {
            if (TreeReader.ReadAll(index, bytes[..4], Table + ((name[0] - 1) * 4)) != 4)
                return false;
            low = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        if (TreeReader.ReadAll(index, bytes[..4], Table + (name[0] * 4)) != 4)
            return false;
        long high = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        Span<byte> found = stackalloc byte[NameBytes];
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (TreeReader.ReadAll(index, found, Names + (middle * NameBytes)) != NameBytes)
                return false;
            int order = found.SequenceCompareTo(name);
            if (order == 0)
                return true;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return false;
    }
}
