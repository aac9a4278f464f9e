using System.Globalization;
using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>
/// An open folder, and everything that can be done to the names in it. Names are bytes ending in NUL, one component each; no call follows a symbolic link, so whatever
/// somebody else swaps in meanwhile, nothing outside is reached. <see cref="StatusOf"/> alone may be given a way of several, for who compares the inode with the one that is wanted. Failures are answers (<see cref="Errno"/>); on failure an out handle is null.
/// The handle is an O_PATH one (open(2)): it needs no read permission and keeps working when the folder is renamed.
/// </summary>
public sealed class FolderHandle : IDisposable
{
    private const uint OwnerOnlyFolder = 0x1C0;
    private const uint OwnerOnlyFile = 0x180;
    private readonly FileDescriptor _descriptor;

    private FolderHandle(FileDescriptor descriptor, bool isReadable)
    {
        _descriptor = descriptor;
        IsReadable = isReadable;
    }

    /// <summary>Opened by <see cref="OpenFolderToRead"/> with the right to read: <see cref="AsFile"/> and <see cref="ListOnce"/> work.</summary>
    public bool IsReadable { get; }

    /// <summary>The same descriptor as a file handle, to set mode, owner, times and attributes without another open. Ends with this handle, and is not to be disposed of itself.</summary>
    public FileHandle AsFile
    {
        get
        {
            FileHandle.Wrap(Errno.Ok, _descriptor, out FileHandle file);
            return file;
        }
    }

    internal FileDescriptor Descriptor => _descriptor;

    /// <summary>Opens a folder by the path a trusted user gave: links on the way are followed.</summary>
    public static Errno Open(string path, out FolderHandle folder)
    {
        byte[] name = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, name);
        return Wrap(Libc.OpenAt(FileDescriptor.WorkingFolder, name, OpenFlags.Path | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor file), file, out folder);
    }

    /// <summary>Opens a folder by its real path. ELOOP: a part of it has become a link, which an agent at work in a folder above could have put there.</summary>
    public static Errno OpenReal(string path, out FolderHandle folder)
    {
        Errno errno = Libc.OpenAt2(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.Path | OpenFlagsOfArchitecture.Folder, 0, ResolveFlags.NoSymbolicLinks, out FileDescriptor file);
        // EPERM: the filter of a snap or of a container that does not know the call.
        return errno is Errno.ENOSYS or Errno.EPERM ? OpenStepByStep(path, out folder) : Wrap(errno, file, out folder);
    }

    /// <summary>ENOTDIR or ELOOP: there is something else by that name.</summary>
    public Errno OpenFolder(ReadOnlySpan<byte> name, out FolderHandle folder) =>
        Wrap(Libc.OpenAt(_descriptor, name, OpenFlags.Path | OpenFlagsOfArchitecture.Folder | OpenFlagsOfArchitecture.NoFollow, 0, out FileDescriptor file), file, out folder);

    /// <summary>
    /// Not an O_PATH handle where the system lets us read the folder: it can be listed, and its mode, times and attributes be set, without opening it once more. Leaves the access time alone where it may.
    /// </summary>
    public Errno OpenFolderToRead(ReadOnlySpan<byte> name, out FolderHandle folder)
    {
        OpenFlags flags = OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder | OpenFlagsOfArchitecture.NoFollow;
        Errno errno = Libc.OpenAt(_descriptor, name, flags | OpenFlags.NoAccessTime, 0, out FileDescriptor file);
        if (errno == Errno.EPERM)
            errno = Libc.OpenAt(_descriptor, name, flags, 0, out file);
        return errno == Errno.EACCES ? OpenFolder(name, out folder) : Wrap(errno, file, out folder, isReadable: true);
    }

    public Errno OpenParent(out FolderHandle folder) =>
        Wrap(Libc.OpenAt(_descriptor, "..\0"u8, OpenFlags.Path | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor file), file, out folder);

    /// <summary>The folder itself as a file handle, to set its mode, owner, times and attributes.</summary>
    public Errno Reopen(out FileHandle handle) =>
        FileHandle.Wrap(Libc.OpenAt(_descriptor, ".\0"u8, OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor file), file, out handle);

    public Errno Status(out FileStatus status)
    {
        Errno errno = Libc.Statx(_descriptor, StatxMask.Basic | StatxMask.BirthTime | StatxMask.MountId, out StatxBuffer buffer);
        status = errno == Errno.Ok ? new FileStatus(buffer) : default;
        return errno;
    }

    public Errno StatusOf(ReadOnlySpan<byte> name, out FileStatus status)
    {
        Errno errno = Libc.Statx(_descriptor, name, AtFlags.NoFollow | AtFlags.DoNotSync | AtFlags.NoAutomount, StatxMask.Basic, out StatxBuffer buffer);
        status = errno == Errno.Ok ? new FileStatus(buffer) : default;
        return errno;
    }

    /// <summary>Fills the listing with every name but <c>.</c> and <c>..</c>, sorted by bytes.</summary>
    public Errno List(FolderListing listing)
    {
        Errno errno = OpenFolderToRead(".\0"u8, out FolderHandle folder);
        if (errno != Errno.Ok)
            return errno;
        using (folder)
            return folder.IsReadable ? listing.Fill(folder._descriptor) : Errno.EACCES;
    }

    /// <summary>As <see cref="List"/>, of a readable handle and only the first time: the handle's own place in the folder moves to the end.</summary>
    public Errno ListOnce(FolderListing listing) => IsReadable ? listing.Fill(_descriptor) : List(listing);

    /// <summary>For reading. Never blocks on a FIFO and leaves the access time alone where the system lets us; the caller looks at the handle's status before it reads.</summary>
    public Errno OpenFile(ReadOnlySpan<byte> name, out FileHandle file)
    {
        OpenFlags flags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlagsOfArchitecture.NoFollow;
        Errno errno = Libc.OpenAt(_descriptor, name, flags | OpenFlags.NoAccessTime, 0, out FileDescriptor descriptor);
        if (errno == Errno.EPERM)
            errno = Libc.OpenAt(_descriptor, name, flags, 0, out descriptor);
        return FileHandle.Wrap(errno, descriptor, out file);
    }

    /// <summary>A new file, mode 0600, for writing and reading; EEXIST where the name is taken by anything at all.</summary>
    public Errno CreateFile(ReadOnlySpan<byte> name, out FileHandle file) => CreateFile(name, OwnerOnlyFile, out file);

    /// <summary>The same with a mode, of which the process's umask and the folder's default access list may leave less (or, the list, other bits).</summary>
    public Errno CreateFile(ReadOnlySpan<byte> name, uint permissions, out FileHandle file) =>
        FileHandle.Wrap(
            Libc.OpenAt(_descriptor, name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlagsOfArchitecture.NoFollow, permissions, out FileDescriptor descriptor),
            descriptor,
            out file);

    /// <summary>Mode 0700, until its real mode is set.</summary>
    public Errno MakeFolder(ReadOnlySpan<byte> name) => MakeFolder(name, 0);

    /// <summary>Open to its owner whatever the mode says; of the other bits the umask may leave less.</summary>
    public Errno MakeFolder(ReadOnlySpan<byte> name, uint permissions) => Libc.MkdirAt(_descriptor, name, (permissions & 0x3FFu) | OwnerOnlyFolder);

    public Errno MakeFifo(ReadOnlySpan<byte> name) => Libc.MknodAt(_descriptor, name, (uint)EntryKind.Fifo | OwnerOnlyFile);

    public Errno MakeSymbolicLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target) => Libc.SymlinkAt(target, _descriptor, name);

    /// <summary>The target's bytes, ending in NUL.</summary>
    public Errno ReadLink(ReadOnlySpan<byte> name, out byte[] target)
    {
        // 4095 bytes is the longest target Linux makes.
        Span<byte> buffer = stackalloc byte[4096];
        Errno errno = Libc.ReadLinkAt(_descriptor, name, buffer, out int count);
        target = errno == Errno.Ok ? [.. buffer[..count], 0] : [];
        return errno;
    }

    /// <summary>Gives the file <paramref name="name"/> of <paramref name="from"/> a second name here.</summary>
    public Errno LinkFrom(FolderHandle from, ReadOnlySpan<byte> name, ReadOnlySpan<byte> newName) => Libc.LinkAt(from._descriptor, name, _descriptor, newName);

    /// <summary>Within this folder; replaces what is there.</summary>
    public Errno Rename(ReadOnlySpan<byte> name, ReadOnlySpan<byte> newName) => Libc.RenameAt2(_descriptor, name, _descriptor, newName, RenameFlags.None);

    /// <summary>Within this folder; EEXIST where the new name is taken. Where the file system can not promise that in one step, looks first.</summary>
    public Errno RenameToNew(ReadOnlySpan<byte> name, ReadOnlySpan<byte> newName)
    {
        Errno errno = Libc.RenameAt2(_descriptor, name, _descriptor, newName, RenameFlags.NoReplace);
        if (errno is not (Errno.EINVAL or Errno.ENOSYS))
            return errno;
        return StatusOf(newName, out _) == Errno.Ok ? Errno.EEXIST : Rename(name, newName);
    }

    public Errno RemoveFile(ReadOnlySpan<byte> name) => Libc.UnlinkAt(_descriptor, name, AtFlags.None);

    public Errno RemoveFolder(ReadOnlySpan<byte> name) => Libc.UnlinkAt(_descriptor, name, AtFlags.RemoveFolder);

    public Errno SetOwnerOf(ReadOnlySpan<byte> name, uint user, uint group) => Libc.FchownAt(_descriptor, name, user, group, AtFlags.NoFollow);

    public Errno SetTimeOf(ReadOnlySpan<byte> name, long modifiedAt)
    {
        TimeSpec time = TimeSpec.FromNanoseconds(modifiedAt);
        return Libc.UtimensAt(_descriptor, name, time, time, AtFlags.NoFollow);
    }

    /// <summary>The permissions of something that must not be opened, such as a FIFO; EINVAL where by now the name is another kind of thing.</summary>
    public Errno SetModeOf(ReadOnlySpan<byte> name, EntryKind kind, uint permissions)
    {
        Errno errno = Libc.OpenAt(_descriptor, name, OpenFlags.Path | OpenFlagsOfArchitecture.NoFollow, 0, out FileDescriptor file);
        if (errno != Errno.Ok)
            return errno;
        using (file)
        {
            errno = Libc.Statx(file, StatxMask.Basic, out StatxBuffer status);
            if (errno != Errno.Ok)
                return errno;
            return (EntryKind)status.Type == kind ? ChangeMode(file, permissions) : Errno.EINVAL;
        }
    }

    /// <summary>Lets the owner list, enter and change the folder, whatever its mode was. EPERM where it is somebody else's.</summary>
    public Errno OpenToOwner()
    {
        Errno errno = Status(out FileStatus status);
        return errno != Errno.Ok || (status.Permissions & OwnerOnlyFolder) == OwnerOnlyFolder ? errno : ChangeMode(_descriptor, status.Permissions | OwnerOnlyFolder);
    }

    /// <summary>fsync: the names in the folder are on the disk.</summary>
    public Errno Flush()
    {
        Errno errno = Reopen(out FileHandle handle);
        if (errno != Errno.Ok)
            return errno;
        using (handle)
            return handle.Flush();
    }

    /// <summary>syncfs: everything on this file system is on the disk.</summary>
    public Errno FlushFileSystem()
    {
        Errno errno = Reopen(out FileHandle handle);
        if (errno != Errno.Ok)
            return errno;
        using (handle)
            return Libc.Syncfs(handle.Descriptor);
    }

    public Errno Space(out FreeSpace space)
    {
        Errno errno = Libc.FstatVfs(_descriptor, out StatVfsBuffer buffer);
        space = errno == Errno.Ok
            ? new FreeSpace((long)(buffer.AvailableBlocks * buffer.FragmentSize), (long)(buffer.Blocks * buffer.FragmentSize), buffer.Inodes == 0 ? long.MaxValue : (long)buffer.AvailableInodes)
            : default;
        return errno;
    }

    public FileSystemKind FileSystem() => FileSystemKind.Of(_descriptor);

    public void Dispose() => _descriptor.Dispose();

    private static Errno ChangeMode(FileDescriptor file, uint permissions)
    {
        Span<byte> path = stackalloc byte[32];
        path.Clear();
        System.Text.Unicode.Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}\0", out int length);
        return Libc.FchmodAt(FileDescriptor.WorkingFolder, path[..length], permissions, AtFlags.None);
    }

    /// <summary>For kernels without openat2 (before Linux 5.6).</summary>
    private static Errno OpenStepByStep(string path, out FolderHandle folder)
    {
        Errno errno = Open("/", out folder);
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (errno != Errno.Ok)
                break;
            FolderHandle above = folder;
            errno = above.OpenFolder(SystemPath.Terminated(part), out folder);
            above.Dispose();
        }

        return errno;
    }

    private static Errno Wrap(Errno errno, FileDescriptor file, out FolderHandle folder, bool isReadable = false)
    {
        folder = errno == Errno.Ok ? new FolderHandle(file, isReadable) : null!;
        return errno;
    }
}
