using System.Buffers.Binary;
using System.Security.Cryptography;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>The checksum of one section of a manifest, taken piece by piece: XXH64, or in files of format 1 half a SHA-256. Used once.</summary>
internal sealed class ManifestChecksum(bool usesSha)
{
    public const int Length = 16;
    private readonly IncrementalHash? _sha = usesSha ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private XxHash64 _hash = new();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_sha is null)
            _hash.Append(bytes);
        else
            _sha.AppendData(bytes);
    }

    /// <exception cref="FormatException">It is another one.</exception>
    public void Require(ReadOnlySpan<byte> expected)
    {
        Span<byte> found = stackalloc byte[32];
        found.Clear();
        if (_sha is null)
            BinaryPrimitives.WriteUInt64LittleEndian(found, _hash.Finish());
        else
            _sha.GetHashAndReset(found);
        _sha?.Dispose();
        if (!found[..Length].SequenceEqual(expected[..Length]))
            throw new FormatException("the manifest is damaged");
    }
}
