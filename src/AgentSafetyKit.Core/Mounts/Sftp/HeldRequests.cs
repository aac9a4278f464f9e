using AgentSafetyKit.Mounts.Journal;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>Requests that wait for the tripwire's release, in their order: what changes something, and what would show such a change, or the file as it is without it. Bounded: when it is full nothing more is taken from the guest.</summary>
internal sealed class HeldRequests
{
    private const int MostBytes = 8 << 20, MostRequests = 4096;
    private const uint OpensToChange = 2 | 4 | 8 | 0x10;

    private readonly HashSet<ulong> _inodes = [];
    private readonly HashSet<byte[]> _paths = new(BytesComparer.Instance);
    private Queue<byte[]> _packets = new();
    private long _bytes;

    public bool IsEmpty => _packets.Count == 0;

    public bool IsFull => _bytes > MostBytes || _packets.Count >= MostRequests;

    /// <param name="packet">The request.</param>
    /// <param name="inode">Of the open file or folder it is about.</param>
    /// <param name="other">Of the second one.</param>
    public void Add(ReadOnlySpan<byte> packet, ulong? inode, ulong? other)
    {
        _packets.Enqueue(packet.ToArray());
        _bytes += packet.Length;
        if (inode is { } one)
            _inodes.Add(one);
        if (other is { } second)
            _inodes.Add(second);
        RequestPaths paths = RequestPaths.Of(packet);
        if (!paths.First.IsEmpty)
            _paths.Add(paths.First.ToArray());
        if (!paths.Second.IsEmpty)
            _paths.Add(paths.Second.ToArray());
    }

    /// <summary>All of them; what is still not to be done is added again.</summary>
    public Queue<byte[]> Take()
    {
        Queue<byte[]> taken = _packets;
        (_packets, _bytes) = (new(), 0);
        _inodes.Clear();
        _paths.Clear();
        return taken;
    }

    /// <summary>It is about a path that something waiting is about: done now, it would be too early (sshfs asks for a file's attributes without waiting for it to be made).</summary>
    public bool IsBehindAnother(RequestPaths paths)
    {
        HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> known = _paths.GetAlternateLookup<ReadOnlySpan<byte>>();
        return known.Contains(paths.First) || known.Contains(paths.Second);
    }

    /// <summary>It is about a file that something waiting is about: sshfs lets a program go on that has written, which then asks for the size by the file's name, and would put what it adds at that place.</summary>
    public bool IsBehindAnother(ulong? inode) => inode is { } known && _inodes.Contains(known);

    /// <summary>Whether doing it changes something in the folder.</summary>
    public static bool Changes(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        var type = (SftpPacketType)reader.Byte();
        reader.UInt32();
        switch (type)
        {
            case SftpPacketType.Write or SftpPacketType.SetStat or SftpPacketType.FSetStat or SftpPacketType.Remove or SftpPacketType.MkDir or SftpPacketType.RmDir or SftpPacketType.Rename or SftpPacketType.Symlink:
                return true;
            case SftpPacketType.Open:
                reader.Bytes();
                return (reader.UInt32() & OpensToChange) != 0;
            case SftpPacketType.Extended:
                ReadOnlySpan<byte> name = reader.Bytes();
                return name.SequenceEqual("posix-rename@openssh.com"u8) || name.SequenceEqual("hardlink@openssh.com"u8) || name.SequenceEqual("lsetstat@openssh.com"u8) || name.SequenceEqual("copy-data"u8);
            default:
                return false;
        }
    }
}
