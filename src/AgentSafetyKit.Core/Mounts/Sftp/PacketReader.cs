using System.Buffers.Binary;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>Takes the fields of one packet in turn. Past its end everything is zero and empty and <see cref="IsBroken"/> is set: read all fields, then ask once.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> packet)
{
    // SSH_FILEXFER_ATTR_* of section 5.
    private const uint HasSize = 1, HasOwner = 2, HasPermissions = 4, HasTimes = 8, HasExtended = 0x80000000;

    private ReadOnlySpan<byte> _rest = packet;

    public bool IsBroken { get; private set; }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public uint UInt32() => Take(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    public ulong UInt64() => Take(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    public ReadOnlySpan<byte> Bytes()
    {
        uint length = UInt32();
        return length <= int.MaxValue ? Take((int)length) : Break();
    }

    public AttributeChange Attributes()
    {
        uint flags = UInt32();
        var change = default(AttributeChange);
        if ((flags & HasSize) != 0)
            change = change with { Size = (long)UInt64() };
        if ((flags & HasOwner) != 0)
            change = change with { Owner = new GuestOwner(UInt32(), UInt32()) };
        if ((flags & HasPermissions) != 0)
            change = change with { Mode = UInt32() };
        if ((flags & HasTimes) != 0)
            change = change with { Times = (UInt32(), UInt32()) };
        if ((flags & HasExtended) != 0)
        {
            for (uint i = UInt32(); i > 0 && !IsBroken; i--)
            {
                Bytes();
                Bytes();
            }
        }

        return change;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
            return Break();
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private ReadOnlySpan<byte> Break()
    {
        IsBroken = true;
        _rest = default;
        return default;
    }
}
