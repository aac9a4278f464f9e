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
        if (user != User || group != Group)
            Report(WarningKind.OwnerLost, OwnerResult(file.SetOwner(user, group), () => file.SetOwner(uint.MaxValue, group)));
        else if (User == 0)
            Report(WarningKind.OwnerLost, file.SetOwner(user, group));
        if (attributes is not null)
            Report(WarningKind.AttributesLost, ExtendedAttributes.Copy(attributes, file));
        Errno errno = file.SetMode(permissions);
        if (errno is Errno.EPERM or Errno.EOPNOTSUPP or Errno.EINVAL)
        {
            // A disk without modes of its own, such as FAT.
            Report(WarningKind.AttributesLost, errno);
            errno = Errno.Ok;
        }

        return errno == Errno.Ok ? file.SetTime(modifiedAt) : errno;
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

        return folder.SetTimeOf(name, record.ModifiedAt);
    }

    private static Errno OwnerResult(Errno both, Func<Errno> groupAlone)
    {
        if (both != Errno.EPERM || User == 0)
            return both;
        _ = groupAlone(); // one of our own groups may still be given
        return Errno.Ok;
    }

    private void Report(WarningKind kind, Errno errno)
    {
        if (errno != Errno.Ok)
            warn(kind, errno);
    }
}
