using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Gives a copy the owner, attributes, mode and time of a record, in the order in which none undoes another: a change of owner clears bits of the mode, attributes need the right
/// to write, and everything moves the time.
/// </summary>
internal sealed class EntryMetadata(Action<WarningKind, Errno> warn)
{
    /// <summary>Setuid and setgid of a file that is no folder.</summary>
    public const uint SetIdBits = 0xC00;

    private static readonly uint User = EffectiveUser.Id;
    private static readonly uint Group = EffectiveUser.Group;

    /// <param name="file">The copy.</param>
    /// <param name="user">Owner it should have; who is not root keeps what it has.</param>
    /// <param name="group">Group it should have.</param>
    /// <param name="permissions">Exactly these.</param>
    /// <param name="modifiedAt">Nanoseconds since 1970.</param>
    /// <param name="attributes">Where to take the extended attributes from; null leaves them.</param>
    public Errno Apply(FileHandle file, uint user, uint group, uint permissions, long modifiedAt, FileHandle? attributes)
    {
        Errno errno = file.Status(out FileStatus found);
        bool isBare = false;
        return errno == Errno.Ok ? Apply(file, found, user, group, permissions, modifiedAt, attributes, ref isBare) : errno;
    }

    /// <inheritdoc cref="Apply(FileHandle, uint, uint, uint, long, FileHandle?)"/>
    /// <param name="file">The copy.</param>
    /// <param name="found">What it has now: only what differs is set.</param>
    /// <param name="user">Owner it should have; who is not root keeps what it has.</param>
    /// <param name="group">Group it should have.</param>
    /// <param name="permissions">Exactly these.</param>
    /// <param name="modifiedAt">Nanoseconds since 1970.</param>
    /// <param name="attributes">Where to take the extended attributes from; null leaves them.</param>
    /// <param name="isBare">Whether the copy has no attributes yet, as <see cref="ExtendedAttributes"/> takes and answers it.</param>
    public Errno Apply(FileHandle file, in FileStatus found, uint user, uint group, uint permissions, long modifiedAt, FileHandle? attributes, ref bool isBare)
    {
        bool moved = SetOwner(file, found, user, group);
        if (attributes is not null)
        {
            Report(WarningKind.AttributesLost, ExtendedAttributes.Copy(attributes, file, ref isBare, out bool changed));
            moved |= changed;
        }

        if (moved || found.Permissions != permissions)
        {
            Errno errno = file.SetMode(permissions);
            if (errno is Errno.EPERM or Errno.EOPNOTSUPP or Errno.EINVAL)
                Report(WarningKind.AttributesLost, errno); // a disk without modes of its own, such as FAT
            else if (errno != Errno.Ok)
                return errno;
        }

        return file.SetTime(modifiedAt);
    }

    /// <summary>The same for what must not be opened: symbolic links and FIFOs.</summary>
    public Errno Apply(FolderHandle folder, ReadOnlySpan<byte> name, in EntryRecord record)
    {
        if (record.UserId != User || record.GroupId != Group)
        {
            Errno errno = folder.SetOwnerOf(name, record.UserId, record.GroupId);
            if (errno == Errno.EPERM)
                errno = User == 0 ? errno : Errno.Ok;
            Report(WarningKind.OwnerLost, errno);
        }

        if (record.Kind == EntryKind.Fifo)
        {
            Errno errno = folder.SetModeOf(name, EntryKind.Fifo, record.Mode & 0xFFFu & ~SetIdBits);
            if (errno != Errno.Ok)
                return errno;
        }

        Errno time = folder.SetTimeOf(name, record.ModifiedAt);
        if (record.Kind != EntryKind.SymbolicLink || time is Errno.EIO or Errno.EROFS or Errno.ENOSPC or Errno.EDQUOT)
            return time;
        // Some disks, such as sshfs, can only set the time of what a link leads to.
        Report(WarningKind.AttributesLost, time);
        return Errno.Ok;
    }

    private bool SetOwner(FileHandle file, in FileStatus found, uint user, uint group)
    {
        if (found.UserId == user && found.GroupId == group)
            return false;
        if (User == 0)
            Report(WarningKind.OwnerLost, file.SetOwner(user, group));
        else if (found.GroupId != group)
            _ = file.SetOwner(uint.MaxValue, group); // one of our own groups may be given; all else is for root
        return true;
    }

    private void Report(WarningKind kind, Errno errno)
    {
        if (errno != Errno.Ok)
            warn(kind, errno);
    }
}
