using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <content>Extensions, as OpenSSH's PROTOCOL file (section 4) describes them.</content>
internal sealed partial class SftpSession
{
    // SSH_FXE_STATVFS_*.
    private const ulong VolumeIsReadOnly = 1, VolumeIgnoresSetUserId = 2;

    private static readonly (string Name, string Version)[] Extensions =
    [
        ("posix-rename@openssh.com", "1"),
        ("statvfs@openssh.com", "2"),
        ("fstatvfs@openssh.com", "2"),
        ("hardlink@openssh.com", "1"),
        ("fsync@openssh.com", "1"),
        ("lsetstat@openssh.com", "1"),
        ("limits@openssh.com", "1"),
        ("copy-data", "1"),
    ];

    private void Extended(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> name = reader.Bytes();
        switch (name.Length <= 32 ? Encoding.ASCII.GetString(name) : "")
        {
            case "posix-rename@openssh.com": Rename(id, ref reader, replace: true); break;
            case "statvfs@openssh.com": Volume(id, ref reader); break;
            case "fstatvfs@openssh.com": VolumeOfHandle(id, ref reader); break;
            case "hardlink@openssh.com": MakeHardLink(id, ref reader); break;
            case "fsync@openssh.com": Sync(id, ref reader); break;
            case "lsetstat@openssh.com": SetStat(id, ref reader); break;
            case "limits@openssh.com": Limits(id); break;
            case "copy-data": Copy(id, ref reader); break;
            default: Status(id, reader.IsBroken ? SftpStatus.BadMessage : SftpStatus.Unsupported); break;
        }
    }

    private void Volume(uint id, ref PacketReader reader)
    {
        if (!Take(id, reader, _path, reader.Bytes()))
            return;
        Errno errno = folder.Stat(_path, out _);
        if (errno == Errno.Ok)
            AnswerVolume(id);
        else
            Status(id, errno);
    }

    private void VolumeOfHandle(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        if (Find<IDisposable>(id, reader, handle) is not null)
            AnswerVolume(id);
    }

    private void AnswerVolume(uint id)
    {
        Errno errno = folder.Volume(out StatVfsBuffer volume);
        if (errno != Errno.Ok)
        {
            Status(id, errno);
            return;
        }

        Replies.Begin(SftpPacketType.ExtendedReply, id);
        Replies.UInt64(volume.BlockSize);
        Replies.UInt64(volume.FragmentSize);
        Replies.UInt64(volume.Blocks);
        Replies.UInt64(volume.FreeBlocks);
        Replies.UInt64(volume.AvailableBlocks);
        Replies.UInt64(volume.Inodes);
        Replies.UInt64(volume.FreeInodes);
        Replies.UInt64(volume.AvailableInodes);
        Replies.UInt64(volume.FileSystemId);
        Replies.UInt64(VolumeIgnoresSetUserId | (folder.Options.ReadOnly ? VolumeIsReadOnly : 0));
        Replies.UInt64(volume.LongestName);
        Replies.End();
    }

    private void Sync(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> handle = reader.Bytes();
        if (Find<GuardedFile>(id, reader, handle) is { } file)
            Status(id, file.Sync());
    }

    private void Limits(uint id)
    {
        Replies.Begin(SftpPacketType.ExtendedReply, id);
        Replies.UInt64(SftpLimits.LongestPacket);
        Replies.UInt64(SftpLimits.LongestRead);
        Replies.UInt64(SftpLimits.LongestWrite);
        Replies.UInt64(SftpLimits.MostHandles);
        Replies.End();
    }

    private void Copy(uint id, ref PacketReader reader)
    {
        ReadOnlySpan<byte> from = reader.Bytes();
        ulong offset = reader.UInt64();
        ulong length = reader.UInt64();
        ReadOnlySpan<byte> to = reader.Bytes();
        ulong destinationOffset = reader.UInt64();
        if (Find<GuardedFile>(id, reader, from) is not { } source || Find<GuardedFile>(id, reader, to) is not { } destination)
            return;
        bool sane = offset <= long.MaxValue / 2 && destinationOffset <= long.MaxValue / 2;
        long? limit = length == 0 || length > long.MaxValue ? null : (long)length;
        Status(id, sane ? source.CopyTo(destination, (long)offset, limit, (long)destinationOffset, cancellation) : Errno.EINVAL);
    }
}
