using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <content>Length, permissions, times and owner. All that is asked is tried; the last failure is the answer, as sftp-server has it.</content>
public sealed partial class GuardedFolder
{
    private const uint Unchanged = uint.MaxValue;

    private int _resizes;

    /// <summary>How often the end of a file was moved otherwise than by writing.</summary>
    internal int Resizes => Volatile.Read(ref _resizes);

    /// <summary>Of a symbolic link: its times; it has no permissions to change (EOPNOTSUPP).</summary>
    public Errno SetAttributes(GuestPath path, in AttributeChange change)
    {
        if (!MayChange(path.Whole))
            return Errno.EACCES;
        Errno errno = Enter(path, out ParentFolder parent);
        using (parent)
        {
            StatxBuffer status = default;
            if (errno == Errno.Ok)
                errno = StatOf(parent, path.Name, out status);
            // What follows works on the name, and would reach what the host mounted over it.
            if (errno == Errno.Ok && !_walker.IsSameMount(status))
                errno = Errno.EXDEV;
            if (errno != Errno.Ok)
                return errno;
            if (change.Size is { } size)
                errno = Resize(parent, path, size);
            if (errno == Errno.ERESTART)
                return errno;
            if (change.Mode is { } mode)
                errno = LastFailure(errno, ChangeMode(parent, path.Name, mode));
            if (change.Times is { } times)
                errno = LastFailure(errno, Libc.UtimensAt(parent.Handle, path.Name, new TimeSpec(times.Access, 0), new TimeSpec(times.Modification, 0), AtFlags.NoFollow));
            if (change.Owner is { } owner)
                errno = LastFailure(errno, AcceptOwner(owner, status));
        }

        if (errno == Errno.Ok && (change.Mode is not null || change.Times is not null))
            Tell(MountChangeKind.AttributesChanged, path.Whole);
        return errno;
    }

    internal Errno SetAttributes(GuardedFile file, in AttributeChange change)
    {
        if (!MayChange(file.Path))
            return Errno.EACCES;
        Errno errno = Libc.Statx(file.Handle, StatxMask.Basic | StatxMask.BirthTime, out StatxBuffer status);
        if (errno == Errno.Ok && change.Size < status.Size)
            errno = RequireNoAlarm(file.Path, status);
        if (errno != Errno.Ok)
            return errno;
        if (change.Size is { } size)
        {
            errno = size < 0 ? Errno.EFBIG : Libc.Ftruncate(file.Handle, size);
            if (errno == Errno.Ok)
                Resized(file.Path);
        }

        if (change.Mode is { } mode)
            errno = LastFailure(errno, Libc.Fchmod(file.Handle, AllowedMode(mode, status)));
        if (change.Times is { } times)
            errno = LastFailure(errno, Libc.Futimens(file.Handle, new TimeSpec(times.Access, 0), new TimeSpec(times.Modification, 0)));
        if (change.Owner is { } owner)
            errno = LastFailure(errno, AcceptOwner(owner, status));
        if (errno == Errno.Ok && (change.Mode is not null || change.Times is not null))
            Tell(MountChangeKind.AttributesChanged, file.Path);
        return errno;
    }

    private static Errno LastFailure(Errno before, Errno now) => now == Errno.Ok ? before : now;

    /// <summary>The guest grants nobody another user's rights. A folder keeps the setuid and setgid bits the host gave it (those of a shared tree); the sticky bit only ever takes rights away.</summary>
    private static uint AllowedMode(uint asked, in StatxBuffer status) => (asked & (PermissionBits | StickyBit)) | (status.IsFolder ? status.Mode & SpecialBits & ~StickyBit : 0);

    private Errno Resize(ParentFolder parent, GuestPath path, long size)
    {
        if (size < 0)
            return Errno.EFBIG;
        Errno errno = StatOf(parent, path.Name, out StatxBuffer status);
        if (errno == Errno.Ok)
            errno = RequireRegular(status);
        if (errno != Errno.Ok)
            return errno;
        errno = _walker.Open(parent, path.Name, OpenFlags.WriteOnly, 0, out FileDescriptor handle);
        using (handle)
        {
            if (errno == Errno.Ok)
                errno = Libc.Statx(handle, StatxMask.Basic | StatxMask.BirthTime, out status);
            if (errno == Errno.Ok)
                errno = RequireRegular(status);
            if (errno == Errno.Ok && size < status.Size)
                errno = RequireNoAlarm(path.Whole, status);
            if (errno == Errno.Ok)
                errno = Libc.Ftruncate(handle, size);
        }

        if (errno == Errno.Ok)
            Resized(path.Whole);
        return errno;
    }

    private void Resized(ReadOnlySpan<byte> path)
    {
        Interlocked.Increment(ref _resizes);
        Tell(MountChangeKind.FileResized, path);
    }

    private Errno ChangeMode(ParentFolder parent, ReadOnlySpan<byte> name, uint asked)
    {
        Errno errno = StatOf(parent, name, out StatxBuffer status);
        if (errno != Errno.Ok)
            return errno;
        if (status.IsSymbolicLink)
            return Errno.EOPNOTSUPP;
        errno = Libc.FchmodAt(parent.Handle, name, AllowedMode(asked, status), AtFlags.NoFollow);
        if (errno != Errno.EOPNOTSUPP || !(status.IsRegular || status.IsFolder))
            return errno;
        errno = _walker.Open(parent, name, OpenFlags.ReadOnly, 0, out FileDescriptor handle);
        using (handle)
            return errno == Errno.Ok ? Libc.Fchmod(handle, AllowedMode(asked, status)) : errno;
    }

    /// <summary>Owners are what the options show; asking for the same is granted, anything else would not be true.</summary>
    private Errno AcceptOwner(GuestOwner asked, StatxBuffer status)
    {
        ShowOwner(ref status);
        bool same = (asked.User == status.UserId || asked.User == Unchanged) && (asked.Group == status.GroupId || asked.Group == Unchanged);
        return same ? Errno.Ok : Errno.EPERM;
    }
}
