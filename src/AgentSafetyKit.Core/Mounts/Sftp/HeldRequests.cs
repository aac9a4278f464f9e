using System.Buffers.Binary;
using AgentSafetyKit.Mounts.Journal;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>Requests that wait for the tripwire's release, in their order: what changes something, and what is about a file with such a request. Bounded: when it is full nothing more is taken from the guest.</summary>
internal sealed class HeldRequests
{
    private const int MostBytes = 8 << 20, MostRequests = 4096;
    private const uint OpensToChange = 2 | 4 | 8 | 0x10;

    private readonly HashSet<ulong> _files = [];
    private readonly HashSet<byte[]> _paths = new(BytesComparer.Instance);
    private Queue<byte[]> _packets = new();
    private long _bytes;

    public bool IsEmpty => _packets.Count == 0;

    public bool IsFull => _bytes > MostBytes || _packets.Count >= MostRequests;

    public void Add(ReadOnlySpan<byte> packet)
    {
        _packets.Enqueue(packet.ToArray());
        _bytes += packet.Length;
        foreach (ulong file in FilesOf(packet))
            _files.Add(file);
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
        _files.Clear();
        _paths.Clear();
        return taken;
    }

    /// <summary>It is about an open file or a path that something waiting is about: done now, it would be too early (sshfs asks for a file's size without waiting for it to be made).</summary>
    public bool IsBehindAnother(ReadOnlySpan<byte> packet)
    {
        if (IsEmpty)
            return false;
        RequestPaths paths = RequestPaths.Of(packet);
        HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> known = _paths.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.Contains(paths.First) || known.Contains(paths.Second))
            return true;
        foreach (ulong file in FilesOf(packet))
        {
            if (_files.Contains(file))
                return true;
        }

        return false;
    }

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

    /// <summary>The handles in it.</summary>
    private static List<ulong> FilesOf(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        var type = (SftpPacketType)reader.Byte();
        reader.UInt32();
        var files = new List<ulong>();
        bool extended = type == SftpPacketType.Extended;
        bool copies = false;
        if (extended)
        {
            ReadOnlySpan<byte> name = reader.Bytes();
            copies = name.SequenceEqual("copy-data"u8);
            if (!copies && !name.SequenceEqual("fsync@openssh.com"u8))
                return files;
        }
        else if (type is not (SftpPacketType.Close or SftpPacketType.Read or SftpPacketType.Write or SftpPacketType.FStat or SftpPacketType.FSetStat))
        {
            return files;
        }

        AddTo(files, reader.Bytes());
        if (copies)
        {
            reader.UInt64();
            reader.UInt64();
            AddTo(files, reader.Bytes());
        }

        return files;
    }

    private static void AddTo(List<ulong> files, ReadOnlySpan<byte> handle)
    {
        if (handle.Length == HandleTable.HandleLength)
            files.Add(BinaryPrimitives.ReadUInt64BigEndian(handle));
    }
}
