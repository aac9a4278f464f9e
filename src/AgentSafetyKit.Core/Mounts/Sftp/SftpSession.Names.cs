using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <content>Requests on names.</content>
internal sealed partial class SftpSession
{
    /// <summary>STAT and LSTAT alike: links are followed in the guest, never here.</summary>
    private void Stat(uint id, ref PacketReader reader)
    {
        if (!Take(id, reader, _path, reader.Bytes()))
            return;
        Errno errno = folder.Stat(_path, out StatxBuffer status);
        AnswerAttributes(id, errno, status);
    }

    private void SetStat(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> sent = reader.Bytes();
        AttributeChange change = reader.Attributes();
        if (!Take(id, reader, _path, sent))
            return;
        Status(id, folder.SetAttributes(_path, change));
        if (change.Mode is not null)
            ForgetFolders();
    }

    private void Remove(uint id, ref PacketReader reader)
    {
        if (Take(id, reader, _path, reader.Bytes()))
            Status(id, folder.RemoveFile(_path));
    }

    private void MakeFolder(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> sent = reader.Bytes();
        AttributeChange attributes = reader.Attributes();
        if (Take(id, reader, _path, sent))
            Status(id, folder.MakeFolder(_path, attributes.Mode));
    }

    private void RemoveFolder(uint id, ref PacketReader reader)
    {
        if (!Take(id, reader, _path, reader.Bytes()))
            return;
        Status(id, folder.RemoveFolder(_path));
        ForgetFolders();
    }

    /// <summary>By its letters alone; the root is <c>/</c>. Nobody is told where it lies on the host.</summary>
    private void RealPath(uint id, ref PacketReader reader)
    {
        if (Take(id, reader, _path, reader.Bytes()))
            AnswerName(id, "/"u8, _path.Whole);
    }

    private void Rename(uint id, ref PacketReader reader, bool replace)
    {
        ReadOnlySpan<byte> from = reader.Bytes();
        ReadOnlySpan<byte> to = reader.Bytes();
        if (!Take(id, reader, _path, from) || !Take(id, reader, _otherPath, to))
            return;
        Errno errno = folder.Rename(_path, _otherPath, replace);
        if (errno == Errno.Ok)
            _handles.Renamed(_path.Whole, _otherPath.Whole);
        ForgetFolders();
        Status(id, errno);
    }

    /// <summary>A path may lead to another folder now, or to none.</summary>
    private void ForgetFolders()
    {
        _path.Forget();
        _otherPath.Forget();
    }

    private void ReadLink(uint id, ref PacketReader reader)
    {
        if (!Take(id, reader, _path, reader.Bytes()))
            return;
        Span<byte> target = stackalloc byte[GuestPath.LongestPath + 1];
        Errno errno = folder.ReadLink(_path, target, out int length);
        if (errno == Errno.Ok)
            AnswerName(id, target[..length], []);
        else
            Status(id, errno);
    }

    /// <summary>Target first, then the link's name: OpenSSH's order, which every client follows, not the draft's.</summary>
    private void MakeSymlink(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> target = reader.Bytes();
        ReadOnlySpan<byte> sent = reader.Bytes();
        if (Take(id, reader, _path, sent))
            Status(id, folder.MakeSymlink(target, _path));
    }

    private void MakeHardLink(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> existing = reader.Bytes();
        ReadOnlySpan<byte> sent = reader.Bytes();
        if (Take(id, reader, _otherPath, existing) && Take(id, reader, _path, sent))
            Status(id, folder.MakeHardLink(_otherPath, _path));
    }
}
