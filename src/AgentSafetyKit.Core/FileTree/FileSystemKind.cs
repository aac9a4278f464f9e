using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>What can be relied on where a file lies, by the number of its file system (linux/magic.h, statfs(2)).</summary>
/// <param name="Magic">0 where the system did not say.</param>
public readonly record struct FileSystemKind(long Magic)
{
    private const long Fuse = 0x65735546, NineP = 0x01021997, Nfs = 0x6969, Cifs = 0xFF534D42, Smb2 = 0xFE534D42, Smb = 0x517B, Afs = 0x5346414F, Ceph = 0x00C36400,
        VirtualBox = 0x786F4256, Vmware = 0xBACBACBC, Parallels = 0x7C7C6673, Ext = 0xEF53, Xfs = 0x58465342, Btrfs = 0x9123683E, Msdos = 0x4D44,
        Exfat = 0x2011BAB0, Ntfs = 0x5346544E, Ntfs3 = 0x7366746E;

    /// <summary>A file keeps its inode number from one mount to the next, and its ctime is the kernel's: not so on 9p, sshfs, virtiofs, SMB and the shared folders of hypervisors.</summary>
    public bool HasStableInodes => Magic is not (Fuse or NineP or Cifs or Smb2 or Smb or Afs or VirtualBox or Vmware or Parallels);

    /// <summary>Flushing a new file (fsync) puts its name and the new folders above it on the disk too.</summary>
    public bool FlushesNameWithFile => Magic is Ext or Xfs or Btrfs;

    /// <summary>A file may have two names, and its inode number tells it from all others.</summary>
    public bool HasHardLinks => HasStableInodes && Magic is not (Msdos or Exfat or 0);

    /// <summary>Looking at a name may be a question to a server: it pays to ask many at once.</summary>
    public bool IsRemote => !HasStableInodes || Magic is Nfs or Ceph;

    /// <summary>A mapped file that was replaced can still be read to its end: only where no server may forget it.</summary>
    public bool KeepsPagesOfOpenFiles => !IsRemote && Magic != 0;

    /// <summary>Takes small letters for capitals. Others may do so by a setting that the number does not tell.</summary>
    public bool FoldsCase => Magic is Msdos or Exfat or Ntfs or Ntfs3;

    internal static FileSystemKind Of(FileDescriptor file) => new(Libc.FstatFs(file, out StatFsBuffer buffer) == Errno.Ok ? buffer.Type : 0);
}
