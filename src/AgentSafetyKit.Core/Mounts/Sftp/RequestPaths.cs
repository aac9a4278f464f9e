namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>The paths a request is about, as they were sent; empty where it is about an open file, or none.</summary>
internal readonly ref struct RequestPaths(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
{
    public ReadOnlySpan<byte> First { get; } = first;

    public ReadOnlySpan<byte> Second { get; } = second;

    public static RequestPaths Of(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        var type = (SftpPacketType)reader.Byte();
        reader.UInt32();
        switch (type)
        {
            case SftpPacketType.Open or SftpPacketType.LStat or SftpPacketType.Stat or SftpPacketType.SetStat or SftpPacketType.OpenDir or SftpPacketType.Remove or SftpPacketType.MkDir or SftpPacketType.RmDir or SftpPacketType.ReadLink:
                return new RequestPaths(reader.Bytes(), default);
            case SftpPacketType.Rename:
                return new RequestPaths(reader.Bytes(), reader.Bytes());
            case SftpPacketType.Symlink:
                // What it points at comes first.
                reader.Bytes();
                return new RequestPaths(reader.Bytes(), default);
            case SftpPacketType.Extended:
                ReadOnlySpan<byte> name = reader.Bytes();
                if (name.SequenceEqual("lsetstat@openssh.com"u8))
                    return new RequestPaths(reader.Bytes(), default);
                return name.SequenceEqual("posix-rename@openssh.com"u8) || name.SequenceEqual("hardlink@openssh.com"u8) ? new RequestPaths(reader.Bytes(), reader.Bytes()) : default;
            default:
                return default;
        }
    }
}
