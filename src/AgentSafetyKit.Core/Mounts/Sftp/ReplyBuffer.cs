using System.Buffers.Binary;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>Answers that wait to be sent, in one buffer of fixed size. The server sends before it takes a request whose answer may not fit.</summary>
internal sealed class ReplyBuffer
{
    private const int LengthBytes = 4;
    private const uint AllAttributes = 1 | 2 | 4 | 8;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>((SftpLimits.LongestPacket * 2) + LengthBytes);
    private int _packetStart;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(0, Length);

    /// <summary>No answer is longer than <see cref="SftpLimits.LongestPacket"/>.</summary>
    public bool HasRoomForAny => _buffer.Length - Length >= SftpLimits.LongestPacket + LengthBytes;

    /// <summary>Bytes of the packet begun last, without its length.</summary>
    public int PacketLength => Length - _packetStart - LengthBytes;

    public void Clear() => Length = 0;

    public void Begin(SftpPacketType type)
    {
        _packetStart = Length;
        Length += LengthBytes;
        _buffer[Length++] = (byte)type;
    }

    public void Begin(SftpPacketType type, uint id)
    {
        Begin(type);
        UInt32(id);
    }

    public void End() => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_packetStart), (uint)PacketLength);

    /// <summary>Takes back the packet begun last.</summary>
    public void Abandon() => Length = _packetStart;

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(Length), value);
        Length += 4;
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(Length), value);
        Length += 8;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        UInt32((uint)bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Room for a counted string whose bytes are put there by somebody else: <see cref="Filled"/> follows.</summary>
    public Span<byte> Room(int length) => _buffer.AsSpan(Length + LengthBytes, length);

    public void Filled(int count)
    {
        UInt32((uint)count);
        Length += count;
    }

    /// <summary>A number in a place that was written before its value was known.</summary>
    public void Patch(int position, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(position), value);

    public void Attributes(in StatxBuffer status)
    {
        UInt32(AllAttributes);
        UInt64((ulong)status.Size);
        UInt32(status.UserId);
        UInt32(status.GroupId);
        UInt32(status.Mode);
        UInt32(Seconds(status.AccessTime));
        UInt32(Seconds(status.ModificationTime));
    }

    /// <summary>The wire has 32 bits without a sign: 1970 to 2106.</summary>
    private static uint Seconds(StatxTimestamp time) => (uint)Math.Clamp(time.Seconds, 0, uint.MaxValue);
}
