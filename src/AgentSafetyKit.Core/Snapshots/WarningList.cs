using System.Buffers.Binary;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>The warnings of a manifest as bytes: {kind u16, errno u16, length u32, path} each, little endian.</summary>
internal static class WarningList
{
    public static byte[] ToBytes(IReadOnlyList<SnapshotWarning> warnings)
    {
        var bytes = new byte[warnings.Sum(warning => 8 + warning.Path.Bytes.Length)];
        Span<byte> rest = bytes;
        foreach (SnapshotWarning warning in warnings)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)warning.Kind);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)warning.Errno);
            BinaryPrimitives.WriteInt32LittleEndian(rest[4..], warning.Path.Bytes.Length);
            warning.Path.Bytes.CopyTo(rest[8..]);
            rest = rest[(8 + warning.Path.Bytes.Length)..];
        }

        return bytes;
    }

    /// <exception cref="FormatException">These are not such bytes.</exception>
    public static List<SnapshotWarning> FromBytes(ReadOnlySpan<byte> bytes)
    {
        var warnings = new List<SnapshotWarning>();
        while (!bytes.IsEmpty)
        {
            int length = bytes.Length >= 8 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) : -1;
            if (length < 0 || length > bytes.Length - 8 || !TreePath.TryParse(bytes.Slice(8, length), out TreePath path))
                throw new FormatException("the warnings of the manifest can not be read");
            warnings.Add(new SnapshotWarning((WarningKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes), path, (Errno)BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])));
            bytes = bytes[(8 + length)..];
        }

        return warnings;
    }
}
