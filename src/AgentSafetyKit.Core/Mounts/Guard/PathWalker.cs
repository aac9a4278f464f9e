using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// Opens things beneath one root and nowhere else: never through a symbolic link, a magic link of /proc or another mount, whoever swaps folders meanwhile. The kernel does it in one
/// call (openat2(2), Linux 5.6); where that is missing or forbidden (old kernels, some containers) one folder at a time with O_NOFOLLOW, comparing mounts.
/// </summary>
internal sealed class PathWalker
{
    private const ResolveFlags Confined = ResolveFlags.Beneath | ResolveFlags.NoSymbolicLinks | ResolveFlags.NoMagicLinks | ResolveFlags.NoCrossDevice;
    private const OpenFlags AsFolder = OpenFlags.Path;

    private readonly FileDescriptor _root;
    private readonly StatxBuffer _rootStatus;

    /// <param name="root">Opened with O_PATH.</param>
    /// <param name="stepByStep">Do not use openat2 (for tests of the other way).</param>
    public PathWalker(FileDescriptor root, bool stepByStep)
    {
        _root = root;
        _ = Libc.Statx(root, StatxMask.Basic | StatxMask.MountId, out _rootStatus);
        if (!stepByStep && Libc.OpenAt2(root, ".\0"u8, AsFolder | OpenFlagsOfArchitecture.Folder, 0, Confined, out FileDescriptor probe) == Errno.Ok)
        {
            probe.Dispose();
            KernelConfines = true;
        }
    }

    /// <summary>openat2 is there and used.</summary>
    public bool KernelConfines { get; }

    /// <summary>Opens the folder a name lies in, or takes the one the path holds. Good until the path is used again.</summary>
    public Errno Enter(GuestPath path, out ParentFolder parent)
    {
        if (path.IsInRoot)
        {
            parent = new ParentFolder(_root, ours: false);
            return Errno.Ok;
        }

        if (path.Held.Find(this, path.Folder) is { } held)
        {
            parent = new ParentFolder(held, ours: false);
            return Errno.Ok;
        }

        Errno errno = KernelConfines
            ? Libc.OpenAt2(_root, path.Folder, AsFolder | OpenFlagsOfArchitecture.Folder | OpenFlagsOfArchitecture.NoFollow, 0, Confined, out FileDescriptor folder)
            : WalkTo(path.Folder[..^1], out folder);
        if (errno == Errno.Ok)
            path.Held.Hold(this, path.Folder, folder);
        parent = new ParentFolder(folder, ours: errno != Errno.Ok);
        return errno;
    }

    /// <summary>Opens what a name in a folder means: never a link, never something mounted there.</summary>
    public Errno Open(ParentFolder parent, ReadOnlySpan<byte> name, OpenFlags flags, uint mode, out FileDescriptor file)
    {
        flags |= OpenFlagsOfArchitecture.NoFollow | OpenFlags.NonBlocking;
        if (KernelConfines)
            return Libc.OpenAt2(parent.Handle, name, flags, mode, Confined, out file);
        Errno errno = Libc.OpenAt(parent.Handle, name, flags, mode, out file);
        return errno == Errno.Ok ? RequireSameMount(ref file) : errno;
    }

    /// <summary>What was looked at (with <see cref="StatxMask.MountId"/>) lies on the root's own mount. Before Linux 5.8 mounts have no number: then the device has to do, of folders only, since overlayfs gives files another one than their folder.</summary>
    public bool IsSameMount(in StatxBuffer status) => (status.Mask & _rootStatus.Mask & StatxMask.MountId) != 0
        ? status.MountId == _rootStatus.MountId
        : !status.IsFolder || status.Device == _rootStatus.Device;

    private Errno WalkTo(ReadOnlySpan<byte> path, out FileDescriptor folder)
    {
        Span<byte> name = stackalloc byte[256];
        folder = _root;
        foreach (Range part in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> step = path[part];
            Errno errno = Errno.ENAMETOOLONG;
            FileDescriptor next = new();
            if (step.Length < name.Length)
            {
                step.CopyTo(name);
                name[step.Length] = 0;
                errno = Libc.OpenAt(folder, name[..(step.Length + 1)], AsFolder | OpenFlagsOfArchitecture.Folder | OpenFlagsOfArchitecture.NoFollow, 0, out next);
            }

            if (folder != _root)
                folder.Dispose();
            folder = next;
            if (errno == Errno.Ok)
                errno = RequireSameMount(ref folder);
            if (errno != Errno.Ok)
                return errno;
        }

        return Errno.Ok;
    }

    private Errno RequireSameMount(ref FileDescriptor file)
    {
        Errno errno = Libc.Statx(file, StatxMask.Basic | StatxMask.MountId, out StatxBuffer status);
        if (errno == Errno.Ok && IsSameMount(status))
            return Errno.Ok;
        file.Dispose();
        file = new FileDescriptor();
        return errno == Errno.Ok ? Errno.EXDEV : errno;
    }
}
