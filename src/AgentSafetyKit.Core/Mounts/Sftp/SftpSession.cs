using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>
/// The state of one connection and what each request means. A request whose fields do not fit its length is answered with BadMessage; only what has no number to
/// answer to, comes before INIT, or repeats INIT ends the connection.
/// </summary>
internal sealed partial class SftpSession(GuardedFolder folder, CancellationToken cancellation) : IDisposable
{
    private const uint Version = 3;

    private readonly HandleTable _handles = new();
    private readonly GuestPath _path = new();
    private readonly GuestPath _otherPath = new();
    private bool _begun;

    public PacketInput Requests { get; } = new();

    public ReplyBuffer Replies { get; } = new();

    public void Dispose()
    {
        _handles.Dispose();
        _path.Dispose();
        _otherPath.Dispose();
    }

    /// <summary>False: the connection has to end.</summary>
    public bool Answer(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        var type = (SftpPacketType)reader.Byte();
        uint id = reader.UInt32();
        if (reader.IsBroken || (type == SftpPacketType.Init) == _begun)
            return false;
        if (Holds(id, packet))
            return true;
        switch (type)
        {
            case SftpPacketType.Init: Begin(); break;
            case SftpPacketType.Open: Open(id, ref reader); break;
            case SftpPacketType.Close: Close(id, ref reader); break;
            case SftpPacketType.Read: Read(id, ref reader); break;
            case SftpPacketType.Write: Write(id, ref reader); break;
            case SftpPacketType.Stat or SftpPacketType.LStat: Stat(id, ref reader); break;
            case SftpPacketType.FStat: StatHandle(id, ref reader); break;
            case SftpPacketType.SetStat: SetStat(id, ref reader); break;
            case SftpPacketType.FSetStat: SetStatOfHandle(id, ref reader); break;
            case SftpPacketType.OpenDir: OpenFolder(id, ref reader); break;
            case SftpPacketType.ReadDir: ReadFolder(id, ref reader); break;
            case SftpPacketType.Remove: Remove(id, ref reader); break;
            case SftpPacketType.MkDir: MakeFolder(id, ref reader); break;
            case SftpPacketType.RmDir: RemoveFolder(id, ref reader); break;
            case SftpPacketType.RealPath: RealPath(id, ref reader); break;
            case SftpPacketType.Rename: Rename(id, ref reader, replace: false); break;
            case SftpPacketType.ReadLink: ReadLink(id, ref reader); break;
            case SftpPacketType.Symlink: MakeSymlink(id, ref reader); break;
            case SftpPacketType.Extended: Extended(id, ref reader); break;
            default: Status(id, SftpStatus.Unsupported); break;
        }

        HoldIfAsked(id, packet);
        return true;
    }

    private void Begin()
    {
        _begun = true;
        Replies.Begin(SftpPacketType.Version);
        Replies.UInt32(Version);
        foreach ((string name, string version) in Extensions)
        {
            Replies.Bytes(System.Text.Encoding.ASCII.GetBytes(name));
            Replies.Bytes(System.Text.Encoding.ASCII.GetBytes(version));
        }

        Replies.End();
    }

    private void Status(uint id, Errno errno)
    {
        if (errno == Errno.ERESTART)
            _isToWait = true;
        else
            Status(id, SftpStatuses.Of(errno));
    }

    private void Status(uint id, SftpStatus status)
    {
        Replies.Begin(SftpPacketType.Status, id);
        Replies.UInt32((uint)status);
        Replies.Bytes(SftpStatuses.WordsOf(status));
        Replies.Bytes("en"u8);
        Replies.End();
    }

    /// <summary>Takes a path, once all fields of the request are read. False: answered already.</summary>
    private bool Take(uint id, in PacketReader reader, GuestPath path, ReadOnlySpan<byte> sent)
    {
        Errno errno = reader.IsBroken ? Errno.EINVAL : path.Take(sent);
        if (errno == Errno.Ok)
            return true;
        Status(id, errno);
        return false;
    }

    /// <summary>Finds an open file or folder, once all fields of the request are read. Null: answered already.</summary>
    private T? Find<T>(uint id, in PacketReader reader, ReadOnlySpan<byte> handle)
        where T : class
    {
        T? found = reader.IsBroken ? null : _handles.Find<T>(handle);
        if (found is null)
            Status(id, reader.IsBroken ? SftpStatus.BadMessage : SftpStatus.Failure);
        return found;
    }

    private void AnswerHandle(uint id, IDisposable open)
    {
        Span<byte> handle = stackalloc byte[HandleTable.HandleLength];
        _handles.Add(open, handle);
        Replies.Begin(SftpPacketType.Handle, id);
        Replies.Bytes(handle);
        Replies.End();
    }

    /// <summary>One name without attributes, as REALPATH and READLINK answer.</summary>
    private void AnswerName(uint id, ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest)
    {
        Span<byte> name = stackalloc byte[start.Length + rest.Length];
        start.CopyTo(name);
        rest.CopyTo(name[start.Length..]);
        Replies.Begin(SftpPacketType.Name, id);
        Replies.UInt32(1);
        Replies.Bytes(name);
        Replies.Bytes(name);
        Replies.UInt32(0);
        Replies.End();
    }
}
