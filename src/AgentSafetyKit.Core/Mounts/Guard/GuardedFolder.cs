using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>
/// A folder of the host lent to a hostile guest. Every operation begins at a handle of the root and stays beneath it (<see cref="PathWalker"/>): links the guest made are kept as they are and never
/// followed, only regular files are opened, setuid and setgid are never granted, ownership is never changed, and the rules of <see cref="GuardedFolderOptions"/> hold: what they hide is not there. Every change is
/// told to the journal. Answers are error numbers; nothing here throws once the folder is open. Thread-safe; one <see cref="GuestPath"/> a thread.
/// </summary>
public sealed partial class GuardedFolder : IDisposable
{
    private const uint PermissionBits = 0x1FF, StickyBit = 0x200, SpecialBits = 0xE00;

    private readonly FolderHandle _root;
    private readonly PathWalker _walker;
    private readonly GuardRules _rules;
    private readonly HideRules? _hide;
    private readonly IMountJournal _journal;
    private readonly Tripwire? _tripwire;

    private GuardedFolder(FolderHandle root, GuardedFolderOptions options, bool stepByStep)
    {
        _root = root;
        _walker = new PathWalker(root.Descriptor, stepByStep);
        _rules = new GuardRules(options);
        _hide = HideRules.Of(options);
        _journal = options.Journal;
        _tripwire = options.Tripwire;
        _tripwire?.Watch(_walker);
        Options = options;
    }

    public GuardedFolderOptions Options { get; }

    /// <summary>False on kernels without openat2(2): the same promises, kept step by step and more slowly.</summary>
    public bool IsConfinedByKernel => _walker.KernelConfines;

    /// <param name="path">The real path: no link is followed on the way to the root, because the guest that has a folder above it may have put it there, and none beneath it.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderMissing"/>, <see cref="ErrorCode.PermissionDenied"/>, or <see cref="ErrorCode.FolderRefused"/>: a part of the path is a link, or names are to be hidden or protected where capitals are taken for small letters.</exception>
    public static GuardedFolder Open(string path, GuardedFolderOptions options) => Open(path, options, stepByStep: false);

    internal static GuardedFolder Open(string path, GuardedFolderOptions options, bool stepByStep)
    {
        Errno errno = FolderHandle.OpenReal(path, out FolderHandle root);
        if (errno == Errno.Ok)
            return Guard(path, root, options, stepByStep);
        if (errno == Errno.ELOOP)
            throw SwappedFolder.Refuse(path);
        string shown = Printable.Escape(path);
        SnapRefusal? bySnap = SnapRefusal.Of(path);
        throw new KitException(
            errno is Errno.EACCES or Errno.EPERM ? ErrorCode.PermissionDenied : ErrorCode.FolderMissing,
            new Text($"the folder {shown} can not be mounted", $"папку {shown} нельзя смонтировать"),
            bySnap?.Cause ?? errno.Words(),
            bySnap?.Fix ?? new Text("check that it is a folder and that you may enter it", "проверьте, что это папка и что у вас есть право в неё войти"));
    }

    private static GuardedFolder Guard(string path, FolderHandle root, GuardedFolderOptions options, bool stepByStep)
    {
        var folder = new GuardedFolder(root, options, stepByStep);
        if ((!folder.Hides && options.Protect.IsEmpty) || !CaseFolding.IsThere(root))
            return folder;
        folder.Dispose();
        throw CaseFolding.Refuse(path);
    }

    public void Dispose()
    {
        _tripwire?.Unwatch(_walker);
        _root.Dispose();
    }

    /// <summary>What the guest is told about a file: of a link the link itself, the owner as the options say.</summary>
    public Errno Stat(GuestPath path, out StatxBuffer status)
    {
        status = default;
        Errno errno = Enter(path, out ParentFolder parent);
        using (parent)
        {
            if (errno == Errno.Ok)
                errno = StatOf(parent, path.Name, out status);
        }

        ShowOwner(ref status);
        return errno;
    }

    public Errno OpenFolder(GuestPath path, out GuardedListing? listing)
    {
        listing = null;
        Errno errno = Enter(path, out ParentFolder parent);
        using (parent)
        {
            if (errno != Errno.Ok)
                return errno;
            errno = _walker.Open(parent, path.Name, OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder, 0, out FileDescriptor folder);
            if (errno == Errno.Ok)
                listing = new GuardedListing(this, folder, path.Whole);
            return errno;
        }
    }

    /// <summary>The target of a symbolic link, as its maker wrote it.</summary>
    public Errno ReadLink(GuestPath path, Span<byte> target, out int length)
    {
        length = 0;
        Errno errno = Enter(path, out ParentFolder parent);
        using (parent)
            return errno == Errno.Ok ? Libc.ReadLinkAt(parent.Handle, path.Name, target, out length) : errno;
    }

    /// <summary>Size and free space of the file system the root lies on (other file systems are never entered).</summary>
    public Errno Volume(out StatVfsBuffer volume)
    {
        Errno errno = Libc.FstatVfs(_root.Descriptor, out volume);
        Options.Limits?.Show(ref volume);
        return errno;
    }

    internal void ShowOwner(ref StatxBuffer status)
    {
        if (Options.Owner is not { } owner)
            return;
        status.UserId = owner.User;
        status.GroupId = owner.Group;
    }

    internal void Tell(MountChangeKind kind, ReadOnlySpan<byte> path, long bytes = 0) => _journal.Record(new MountChange(kind, path, [], bytes));

    internal bool MayChange(ReadOnlySpan<byte> path)
    {
        if (_rules.AllowsChange(path))
            return true;
        Tell(MountChangeKind.Refused, path);
        return false;
    }

    /// <summary>ERESTART: the tripwire holds what would take content from this file; nothing was done, and it is to be asked again.</summary>
    internal Errno RequireNoAlarm(ReadOnlySpan<byte> path, in StatxBuffer status) => _tripwire is null || _tripwire.Allows(path, status) ? Errno.Ok : Errno.ERESTART;

    /// <summary>Before so much is written. EDQUOT or ENOSPC: it is too much (<see cref="RunLimits"/>).</summary>
    internal Errno RequireRoom(ReadOnlySpan<byte> path, long bytes) => Options.Limits is { } limits ? Noted(path, limits.TakeBytes(_root.Descriptor, bytes)) : Errno.Ok;

    /// <summary>As <see cref="RequireRoom"/>, for a name that is made.</summary>
    private Errno RequireName(GuestPath path) => Options.Limits is { } limits ? Noted(path.Whole, limits.TakeName(_root.Descriptor)) : Errno.Ok;

    private Errno Noted(ReadOnlySpan<byte> path, Errno errno)
    {
        if (errno != Errno.Ok)
            Tell(MountChangeKind.Refused, path);
        return errno;
    }

    private static Errno StatOf(ParentFolder parent, ReadOnlySpan<byte> name, out StatxBuffer status) =>
        Libc.Statx(parent.Handle, name, AtFlags.NoFollow | AtFlags.NoAutomount, StatxMask.Basic | StatxMask.MountId | StatxMask.BirthTime, out status);

    private bool MayMove(ReadOnlySpan<byte> path)
    {
        if (_rules.AllowsMove(path))
            return true;
        Tell(MountChangeKind.Refused, path);
        return false;
    }
}
