using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <content>Making, moving and removing names.</content>
public sealed partial class GuardedFolder
{
    public Errno MakeFolder(GuestPath path, uint? mode)
    {
        if (!MayChange(path.Whole))
            return Errno.EACCES;
        Errno errno = EnterToMake(path, out ParentFolder parent);
        using (parent)
        {
            if (errno == Errno.Ok)
                errno = RequireName(path);
            if (errno == Errno.Ok)
                errno = Libc.MkdirAt(parent.Handle, path.Name, (mode ?? 0x1FF) & PermissionBits);
            if (errno != Errno.Ok)
                return errno;
            if (mode is { } asked)
                GiveFolderExactMode(parent, path, asked & PermissionBits);
        }

        Tell(MountChangeKind.FolderCreated, path.Whole);
        return Errno.Ok;
    }

    public Errno RemoveFile(GuestPath path) => Remove(path, AtFlags.None, MountChangeKind.FileRemoved);

    public Errno RemoveFolder(GuestPath path) => Remove(path, AtFlags.RemoveFolder, MountChangeKind.FolderRemoved);

    /// <param name="from">The old name.</param>
    /// <param name="to">The new name.</param>
    /// <param name="replace">As rename(2): a file of the new name goes away. Else EEXIST.</param>
    public Errno Rename(GuestPath from, GuestPath to, bool replace)
    {
        if (!MayMove(from.Whole) || !MayMove(to.Whole))
            return Errno.EACCES;
        Errno errno = Enter(from, out ParentFolder oldParent);
        using (oldParent)
        {
            if (errno != Errno.Ok)
                return errno;
            errno = EnterToMake(to, out ParentFolder newParent);
            using (newParent)
            {
                if (errno == Errno.Ok)
                    errno = RequireNothingRevealed(oldParent, from, to);
                if (errno == Errno.Ok && _tripwire is not null)
                    errno = RequireNoAlarm(_tripwire, oldParent, from, newParent, to, replace);
                if (errno == Errno.Ok)
                    errno = Libc.RenameAt2(oldParent.Handle, from.Name, newParent.Handle, to.Name, replace ? RenameFlags.None : RenameFlags.NoReplace);
                // A file system that can not promise it (EINVAL): look first.
                if (errno == Errno.EINVAL && !replace)
                {
                    errno = StatOf(newParent, to.Name, out _) == Errno.ENOENT
                        ? Libc.RenameAt2(oldParent.Handle, from.Name, newParent.Handle, to.Name, RenameFlags.None)
                        : Errno.EEXIST;
                }
            }
        }

        if (errno == Errno.Ok)
            _journal.Record(new MountChange(MountChangeKind.Renamed, from.Whole, to.Whole, 0));
        return errno;
    }

    /// <param name="target">Kept as it is, wherever it points: only the guest follows it.</param>
    /// <param name="path">The link's own name.</param>
    public Errno MakeSymlink(ReadOnlySpan<byte> target, GuestPath path)
    {
        if (!MayChange(path.Whole))
            return Errno.EACCES;
        if (target.Length > GuestPath.LongestPath)
            return Errno.ENAMETOOLONG;
        if (target.IsEmpty || target.Contains((byte)0))
            return target.IsEmpty ? Errno.ENOENT : Errno.EINVAL;
        Span<byte> terminated = stackalloc byte[target.Length + 1];
        target.CopyTo(terminated);
        terminated[target.Length] = 0;
        Errno errno = EnterToMake(path, out ParentFolder parent);
        using (parent)
        {
            if (errno == Errno.Ok)
                errno = RequireName(path);
            if (errno == Errno.Ok)
                errno = Libc.SymlinkAt(terminated, parent.Handle, path.Name);
        }

        if (errno == Errno.Ok)
            Tell(MountChangeKind.SymlinkCreated, path.Whole);
        return errno;
    }

    /// <summary>A second name. A protected file gets none, for it could be changed through that; nor do <see cref="GitObjects"/>.</summary>
    public Errno MakeHardLink(GuestPath existing, GuestPath path)
    {
        if (!MayChange(existing.Whole) || !MayChange(path.Whole))
            return Errno.EACCES;
        if (GitObjects.Hold(existing.Whole))
            return Errno.EOPNOTSUPP;
        Errno errno = Enter(existing, out ParentFolder oldParent);
        using (oldParent)
        {
            if (errno != Errno.Ok)
                return errno;
            errno = EnterToMake(path, out ParentFolder newParent);
            using (newParent)
            {
                if (errno == Errno.Ok)
                    errno = RequireName(path);
                if (errno == Errno.Ok)
                    errno = Libc.LinkAt(oldParent.Handle, existing.Name, newParent.Handle, path.Name);
            }
        }

        if (errno == Errno.Ok)
            _journal.Record(new MountChange(MountChangeKind.HardLinkCreated, path.Whole, existing.Whole, 0));
        return errno;
    }

    private Errno Remove(GuestPath path, AtFlags flags, MountChangeKind kind)
    {
        if (!MayMove(path.Whole))
            return Errno.EACCES;
        Errno errno = Enter(path, out ParentFolder parent);
        using (parent)
        {
            if (errno == Errno.Ok && flags == AtFlags.None && _tripwire is not null)
                errno = RequireNoAlarm(path, parent, 0);
            if (errno == Errno.Ok)
                errno = Libc.UnlinkAt(parent.Handle, path.Name, flags);
        }

        if (errno == Errno.Ok)
            Tell(kind, path.Whole);
        return errno;
    }

    /// <summary>Before a name is taken from a file.</summary>
    /// <param name="path">The name.</param>
    /// <param name="parent">Its folder.</param>
    /// <param name="same">It is no loss where it is this file.</param>
    private Errno RequireNoAlarm(GuestPath path, ParentFolder parent, ulong same) =>
        StatOf(parent, path.Name, out StatxBuffer status) == Errno.Ok && status.Inode != same ? RequireNoAlarm(path.Whole, status) : Errno.Ok;

    /// <summary>Before a name becomes another one.</summary>
    private Errno RequireNoAlarm(Tripwire tripwire, ParentFolder oldParent, GuestPath from, ParentFolder newParent, GuestPath to, bool replace)
    {
        bool isThere = StatOf(oldParent, from.Name, out StatxBuffer moved) == Errno.Ok;
        Errno errno = replace ? RequireNoAlarm(to, newParent, isThere ? moved.Inode : 0) : Errno.Ok;
        if (errno == Errno.Ok && isThere)
            tripwire.Moves(from.Whole, to.Whole, moved);
        return errno;
    }

    private void GiveFolderExactMode(ParentFolder parent, GuestPath path, uint mode)
    {
        Errno errno = StatOf(parent, path.Name, out StatxBuffer status);
        if (errno == Errno.Ok && status.IsFolder && (status.Mode & PermissionBits) != mode)
            _ = ChangeMode(parent, path.Name, mode);
    }
}
