namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>The handles of open files and folders a request is about, as they were sent; empty where it is about a path, or shows and changes nothing of a file.</summary>
internal readonly ref struct RequestHandles(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
{
    public ReadOnlySpan<byte> First { get; } = first;

    public ReadOnlySpan<byte> Second { get; } = second;

    public static RequestHandles Of(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        var type = (SftpPacketType)reader.Byte();
        reader.UInt32();
        switch (type)
        {
            case SftpPacketType.Close or SftpPacketType.Read or SftpPacketType.Write or SftpPacketType.FStat or SftpPacketType.FSetStat or SftpPacketType.ReadDir:
                return new RequestHandles(reader.Bytes(), default);
            case SftpPacketType.Extended:
                ReadOnlySpan<byte> name = reader.Bytes();
                if (name.SequenceEqual("fsync@openssh.com"u8))
                    return new RequestHandles(reader.Bytes(), default);
                if (!name.SequenceEqual("copy-data"u8))
                    return default;
                ReadOnlySpan<byte> from = reader.Bytes();
                reader.UInt64();
                reader.UInt64();
                return new RequestHandles(from, reader.Bytes());
            default:
                return default;
        }
    }
}
