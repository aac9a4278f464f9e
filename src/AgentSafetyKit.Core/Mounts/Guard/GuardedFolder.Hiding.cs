using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <content>What is hidden does not exist, and nothing can be made by its name: the answers are the same whether it is there or not.</content>
public sealed partial class GuardedFolder
{
    private const int LongestWay = GuestPath.LongestPath + 257;

    internal bool Hides => _hide is not null;

    internal bool IsHidden(ReadOnlySpan<byte> path, bool isFolder) => _hide is not null && _hide.Hide(path, isFolder);

    /// <summary>Opens the folder a name lies in. ENOENT also for what is hidden.</summary>
    private Errno Enter(GuestPath path, out ParentFolder parent)
    {
        parent = default;
        HiddenAs hidden = _hide?.Ask(path.Whole) ?? HiddenAs.Nothing;
        if (hidden is HiddenAs.Anything or HiddenAs.Unreachable)
            return Errno.ENOENT;
        Errno errno = _walker.Enter(path, out parent);
        if (errno != Errno.Ok || hidden == HiddenAs.Nothing)
            return errno;
        return StatOf(parent, path.Name, out StatxBuffer status) == Errno.Ok && status.IsFolder == (hidden == HiddenAs.Folder) ? Errno.ENOENT : Errno.Ok;
    }

    /// <summary>As <see cref="Enter"/>, for a name the guest gives: EACCES where something of that name would be hidden, whatever it is.</summary>
    private Errno EnterToMake(GuestPath path, out ParentFolder parent)
    {
        parent = default;
        switch (_hide?.Ask(path.Whole) ?? HiddenAs.Nothing)
        {
            case HiddenAs.Nothing:
                return _walker.Enter(path, out parent);
            case HiddenAs.Unreachable:
                return Errno.ENOENT;
            default:
                Tell(MountChangeKind.Refused, path.Whole);
                return Errno.EACCES;
        }
    }

    /// <summary>EACCES: the folder has something in it that is hidden where it lies, and would not be in the new place.</summary>
    private Errno RequireNothingRevealed(ParentFolder parent, GuestPath from, GuestPath to)
    {
        if (_hide is not { DependOnPlace: true } || StatOf(parent, from.Name, out StatxBuffer status) != Errno.Ok || !status.IsFolder)
            return Errno.Ok;
        byte[] here = new byte[LongestWay], there = new byte[LongestWay];
        from.Whole.CopyTo(here);
        to.Whole.CopyTo(there);
        if (!Reveals(parent, from.Name, here, from.Whole.Length, there, to.Whole.Length))
            return Errno.Ok;
        Tell(MountChangeKind.Refused, from.Whole);
        return Errno.EACCES;
    }

    /// <summary>Whatever can not be looked at may be something hidden: the guest could have closed it for the moment of the move.</summary>
    private bool Reveals(ParentFolder parent, ReadOnlySpan<byte> name, byte[] here, int hereLength, byte[] there, int thereLength)
    {
        Errno errno = _walker.Open(parent, name, OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor handle);
        if (errno != Errno.Ok)
            return errno is not (Errno.ENOENT or Errno.EXDEV);
        using var listing = new GuardedListing(this, handle, default, showsAll: true);
        Span<byte> terminated = stackalloc byte[256];
        while ((errno = listing.Peek(out ReadOnlySpan<byte> entry, out StatxBuffer status)) == Errno.Ok)
        {
            if (!entry.SequenceEqual("."u8) && !entry.SequenceEqual(".."u8))
            {
                int hereEnd = Append(here, hereLength, entry), thereEnd = Append(there, thereLength, entry);
                if (hereEnd > GuestPath.LongestPath || thereEnd > GuestPath.LongestPath)
                    return true;
                bool isHidden = _hide!.Hide(here.AsSpan(0, hereEnd), status.IsFolder);
                if (isHidden && !_hide.Hide(there.AsSpan(0, thereEnd), status.IsFolder))
                    return true;
                entry.CopyTo(terminated);
                terminated[entry.Length] = 0;
                if (!isHidden && status.IsFolder && Reveals(new ParentFolder(handle, ours: false), terminated[..(entry.Length + 1)], here, hereEnd, there, thereEnd))
                    return true;
            }

            listing.MoveOn();
        }

        return errno != Errno.ENOENT;
    }

    private static int Append(byte[] path, int length, ReadOnlySpan<byte> name)
    {
        path[length] = (byte)'/';
        name.CopyTo(path.AsSpan(length + 1));
        return length + 1 + name.Length;
    }
}
