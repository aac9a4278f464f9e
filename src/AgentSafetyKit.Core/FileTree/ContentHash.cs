using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AgentSafetyKit.FileTree;

/// <summary>The first 128 bits of the SHA-256 of a file's content (FIPS 180-4), as <see cref="ContentHasher"/> takes it. All zero: not known.</summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
public readonly record struct ContentHash(ulong First, ulong Second)
{
    public const int Length = 16;

    public bool IsKnown => (First | Second) != 0;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Second);
        return Convert.ToHexStringLower(bytes);
    }
}
