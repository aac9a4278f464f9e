using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <content>Requests on open files and folders.</content>
internal sealed partial class SftpSession
{
    // SSH_FXF_* of section 6.3.
    private const uint WantsRead = 1, WantsWrite = 2, WantsAppend = 4, WantsCreate = 8, WantsTruncate = 0x10, WantsExclusive = 0x20;

    private void Open(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> sent = reader.Bytes();
        uint flags = reader.UInt32();
        AttributeChange attributes = reader.Attributes();
        if (!Take(id, reader, _path, sent))
            return;
        if (_handles.IsFull)
        {
            Status(id, Errno.EMFILE);
            return;
        }

        Errno errno = folder.OpenFile(_path, new FileOpening
        {
            Read = (flags & WantsRead) != 0,
            Write = (flags & WantsWrite) != 0,
            Append = (flags & WantsAppend) != 0,
            Create = (flags & WantsCreate) != 0,
            Truncate = (flags & WantsTruncate) != 0,
            Exclusive = (flags & WantsExclusive) != 0,
            Mode = attributes.Mode,
        }, out GuardedFile? file);
        if (errno == Errno.Ok)
            AnswerHandle(id, file!);
        else
            Status(id, errno);
    }

    private void Close(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        if (reader.IsBroken)
            Status(id, SftpStatus.BadMessage);
        else
            Status(id, _handles.Close(handle) ? SftpStatus.Ok : SftpStatus.Failure);
    }

    private void Read(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        ulong offset = reader.UInt64();
        uint length = Math.Min(reader.UInt32(), SftpLimits.LongestRead);
        if (Find<GuardedFile>(id, reader, handle) is not { } file)
            return;
        Errno errno = Errno.EINVAL;
        int count = 0;
        Replies.Begin(SftpPacketType.Data, id);
        if (offset <= long.MaxValue - SftpLimits.LongestRead)
            errno = file.Read(Replies.Room((int)length), (long)offset, out count);
        if (errno == Errno.Ok && (count > 0 || length == 0))
        {
            Replies.Filled(count);
            Replies.End();
            return;
        }

        Replies.Abandon();
        if (errno == Errno.Ok)
            Status(id, SftpStatus.EndOfFile);
        else
            Status(id, errno);
    }

    private void Write(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        ulong offset = reader.UInt64();
        ReadOnlySpan<byte> data = reader.Bytes();
        if (Find<GuardedFile>(id, reader, handle) is { } file)
            Status(id, offset > (ulong)(long.MaxValue - data.Length) ? Errno.EFBIG : file.Write(data, (long)offset));
    }

    private void StatHandle(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        if (Find<IDisposable>(id, reader, handle) is not { } open)
            return;
        Errno errno = open is GuardedFile file ? file.Stat(out StatxBuffer status) : ((GuardedListing)open).Stat(out status);
        AnswerAttributes(id, errno, status);
    }

    private void SetStatOfHandle(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        AttributeChange change = reader.Attributes();
        if (Find<GuardedFile>(id, reader, handle) is { } file)
            Status(id, file.SetAttributes(change));
    }

    private void OpenFolder(uint id, ref PacketReader reader)
    {
        if (!Take(id, reader, _path, reader.Bytes()))
            return;
        Errno errno = Errno.EMFILE;
        GuardedListing? listing = null;
        if (!_handles.HasTooManyFolders)
            errno = folder.OpenFolder(_path, out listing);
        if (errno == Errno.Ok)
            AnswerHandle(id, listing!);
        else
            Status(id, errno);
    }

    private void ReadFolder(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        if (Find<GuardedListing>(id, reader, handle) is not { } listing)
            return;
        Span<byte> line = stackalloc byte[LongName.Longest];
        Replies.Begin(SftpPacketType.Name, id);
        int countAt = Replies.Length;
        Replies.UInt32(0);
        uint count = 0;
        bool isToWait = false;
        Errno errno = Errno.Ok;
        while (Replies.PacketLength < SftpLimits.LongestListing && (errno = listing.Peek(out ReadOnlySpan<byte> name, out StatxBuffer status)) == Errno.Ok)
        {
            // The size it is shown with is about to change. A folder that waits is one that is being listed itself.
            isToWait = status.IsRegular && _held.IsBehindAnother(status.Inode);
            if (isToWait)
                break;
            Replies.Bytes(name);
            Replies.Bytes(line[..LongName.Write(name, status, line)]);
            Replies.Attributes(status);
            listing.MoveOn();
            count++;
        }

        if (count > 0)
        {
            Replies.Patch(countAt, count);
            Replies.End();
            return;
        }

        Replies.Abandon();
        if (isToWait)
            _isToWait = true;
        else if (errno == Errno.ENOENT)
            Status(id, SftpStatus.EndOfFile);
        else
            Status(id, errno);
    }

    private void AnswerAttributes(uint id, Errno errno, in StatxBuffer status)
    {
        if (errno != Errno.Ok)
        {
            Status(id, errno);
            return;
        }

        Replies.Begin(SftpPacketType.Attrs, id);
        Replies.Attributes(status);
        Replies.End();
    }
}
