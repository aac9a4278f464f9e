using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <content>Opening and making regular files.</content>
public sealed partial class GuardedFolder
{
    /// <summary>How often a name may change between looking and opening before the guest is told that it can not be opened.</summary>
    private const int Tries = 8;

    /// <summary>
    /// Opens a regular file, or makes one. It is looked at first, so that a pipe or a device is not even opened, and again through its handle, in case somebody was quicker.
    /// </summary>
    public Errno OpenFile(GuestPath path, FileOpening how, out GuardedFile? file)
    {
        file = null;
        if (how.Changes && !MayChange(path.Whole))
            return Errno.EACCES;
        Errno errno = how.Create ? EnterToMake(path, out ParentFolder parent) : Enter(path, out parent);
        using (parent)
        {
            if (errno != Errno.Ok)
                return errno;
            // The guest's kernel has looked already, so that a file to be made is hardly ever there.
            if (how.Create)
            {
                errno = MakeFile(parent, path, how, out file);
                if (errno != Errno.EEXIST || how.Exclusive)
                    return errno;
            }

            for (int i = 0; i < Tries; i++)
            {
                errno = StatOf(parent, path.Name, out StatxBuffer status);
                if (errno == Errno.ENOENT && how.Create)
                {
                    errno = MakeFile(parent, path, how, out file);
                    if (errno != Errno.EEXIST || how.Exclusive)
                        return errno;
                    continue;
                }

                if (errno != Errno.Ok)
                    return errno;
                if (how is { Create: true, Exclusive: true })
                    return Errno.EEXIST;
                errno = RequireRegular(status);
                if (errno == Errno.Ok)
                    errno = OpenExisting(parent, path, how, out file);
                if (errno != Errno.ENOENT || !how.Create)
                    return errno;
            }

            return Errno.EBUSY;
        }
    }

    private static Errno RequireRegular(in StatxBuffer status) => status.Type switch
    {
        FileType.Regular => Errno.Ok,
        FileType.Folder => Errno.EISDIR,
        FileType.SymbolicLink => Errno.ELOOP,
        _ => Errno.ENXIO,
    };

    private static OpenFlags AccessOf(FileOpening how)
    {
        bool write = how.Write || how.Truncate;
        OpenFlags access = (how.Read, write) switch
        {
            (_, false) => OpenFlags.ReadOnly,
            (false, true) => OpenFlags.WriteOnly,
            (true, true) => OpenFlags.ReadWrite,
        };
        return how.Append ? access | OpenFlags.Append : access;
    }

    private Errno MakeFile(ParentFolder parent, GuestPath path, FileOpening how, out GuardedFile? file)
    {
        file = null;
        uint mode = how.Mode is { } asked ? asked & PermissionBits : 0x1B6;
        Errno errno = StatOf(parent, path.Name, out _) == Errno.Ok ? Errno.EEXIST : RequireName(path);
        if (errno != Errno.Ok)
            return errno;
        errno = _walker.Open(parent, path.Name, AccessOf(how) | OpenFlags.Create | OpenFlags.Exclusive, mode, out FileDescriptor handle);
        if (errno != Errno.Ok)
            return errno;
        if (how.Mode is not null)
            GiveExactMode(handle, mode);
        Tell(MountChangeKind.FileCreated, path.Whole);
        file = new GuardedFile(this, handle, path.Whole, how.Append);
        return Errno.Ok;
    }

    private Errno OpenExisting(ParentFolder parent, GuestPath path, FileOpening how, out GuardedFile? file)
    {
        file = null;
        Errno errno = _walker.Open(parent, path.Name, AccessOf(how), 0, out FileDescriptor handle);
        if (errno != Errno.Ok)
            return errno;
        errno = Libc.Statx(handle, StatxMask.Basic | StatxMask.BirthTime, out StatxBuffer status);
        if (errno == Errno.Ok)
            errno = RequireRegular(status);
        if (errno == Errno.Ok && how.Truncate && status.Size > 0)
            errno = RequireNoAlarm(path.Whole, status);
        if (errno == Errno.Ok && how.Truncate)
        {
            errno = Libc.Ftruncate(handle, 0);
            if (errno == Errno.Ok)
                Tell(MountChangeKind.FileResized, path.Whole);
        }

        if (errno == Errno.Ok)
            file = new GuardedFile(this, handle, path.Whole, how.Append) { AtStake = how.Truncate || _tripwire is null ? 0 : status.Size };
        else
            handle.Dispose();
        return errno;
    }

    /// <summary>The guest applied its own umask; ours (or a default ACL) may have taken more away. A file system without modes keeps its own, which is no failure.</summary>
    private static void GiveExactMode(FileDescriptor handle, uint mode)
    {
        if (Libc.Statx(handle, StatxMask.Basic, out StatxBuffer status) == Errno.Ok && (status.Mode & PermissionBits) != mode)
            _ = Libc.Fchmod(handle, mode | (status.IsFolder ? status.Mode & SpecialBits : 0));
    }
}
