using System.Buffers.Binary;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>Cuts a stream of bytes into packets (u32 length, then that many bytes) in one buffer of fixed size.</summary>
internal sealed class PacketInput
{
    private const int LengthBytes = 4;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(SftpLimits.LongestPacket + LengthBytes + (64 * 1024));
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go; never empty after <see cref="TryTake"/> found no whole packet.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_start == _end)
                _start = _end = 0;
            if (_start > 0 && _buffer.Length - _end < 64 * 1024)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            return _buffer.AsSpan(_end);
        }
    }

    /// <summary>There are bytes of a packet whose rest has not come.</summary>
    public bool HoldsPart => _start < _end;

    public void Filled(int count) => _end += count;

    /// <summary>The next whole packet without its length; good until <see cref="Free"/> is asked for.</summary>
    /// <param name="packet">Empty unless the answer is true.</param>
    /// <param name="broken">The length is none that a packet can have: nothing after it can be trusted.</param>
    public bool TryTake(out ReadOnlySpan<byte> packet, out bool broken)
    {
        packet = default;
        broken = false;
        if (_end - _start < LengthBytes)
            return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        broken = length is 0 or > SftpLimits.LongestPacket;
        if (broken || _end - _start - LengthBytes < (int)length)
            return false;
        packet = _buffer.AsSpan(_start + LengthBytes, (int)length);
        _start += LengthBytes + (int)length;
        return true;
    }
}
