using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Storage;

/// <summary>Folders only their owner may enter (0700): for keys, sockets, disks and state.</summary>
public static class PrivateFolder
{
    private const uint PermissionBits = 0x1FF, OwnerOnly = 0x1C0, OthersWrite = 0x12;

    /// <summary>The folder that our snap is given can not be closed from within; what is made in it is closed itself.</summary>
    private static readonly string? GivenBySnap = Environment.GetEnvironmentVariable("SNAP_NAME") == "agent-safety-kit" ? Environment.GetEnvironmentVariable("SNAP_USER_COMMON") : null;

    /// <summary>Makes the folder, and those above it, where missing, all of them private; answers its path.</summary>
    /// <exception cref="KitException">
    /// <see cref="ErrorCode.PermissionDenied"/>: it can not be made, or it is there and belongs to somebody else, or is not a folder (in /tmp somebody else could have
    /// made it first); <see cref="ErrorCode.NoSpace"/>.
    /// </exception>
    public static string Ensure(string path)
    {
        Make(path, path);
        Errno errno = Libc.OpenAt(
            FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.ReadOnly | OpenFlagsOfArchitecture.Folder | OpenFlagsOfArchitecture.NoFollow, 0, out FileDescriptor folder);
        using (folder)
        {
            if (errno is Errno.ENOTDIR or Errno.ELOOP or Errno.EACCES)
                throw NotYours(path);
            errno.Check("openat", path);
            Libc.Statx(folder, StatxMask.Basic, out StatxBuffer status).Check("statx", path);
            if (status.UserId != Libc.EffectiveUser())
                throw NotYours(path);
            bool isSafe = (status.Permissions & PermissionBits) == OwnerOnly || (path == GivenBySnap && (status.Permissions & OthersWrite) == 0);
            if (!isSafe)
                Libc.Fchmod(folder, OwnerOnly).Check("fchmod", path);
        }

        return path;
    }

    private static void Make(string path, string wanted)
    {
        byte[] name = SystemPath.Terminated(path);
        Errno errno = Libc.MkdirAt(FileDescriptor.WorkingFolder, name, OwnerOnly);
        if (errno == Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            Make(parent, wanted);
            errno = Libc.MkdirAt(FileDescriptor.WorkingFolder, name, OwnerOnly);
        }

        switch (errno)
        {
            // Another process of ours may make it at the same moment.
            case Errno.Ok or Errno.EEXIST:
                return;
            case Errno.ENOSPC or Errno.EDQUOT:
                throw new KitException(
                    ErrorCode.NoSpace,
                    new Text($"the folder {Printable.Escape(wanted)} can not be made", $"папку {Printable.Escape(wanted)} не создать"),
                    new Text($"the disk is full ({errno})", $"диск заполнен ({errno})"),
                    new Text("free some space, or choose a folder on another disk (AGSEKIT_HOME moves agsekit's own)", "освободите место или выберите папку на другом диске (для собственных папок agsekit — AGSEKIT_HOME)"));
            case Errno.ENOENT or Errno.EACCES or Errno.EPERM or Errno.EROFS or Errno.ENOTDIR or Errno.ELOOP:
                throw new KitException(
                    ErrorCode.PermissionDenied,
                    new Text($"the folder {Printable.Escape(wanted)} can not be made", $"папку {Printable.Escape(wanted)} не создать"),
                    new SystemCallException(errno, "mkdir", Printable.Escape(path)).Words,
                    errno == Errno.EROFS
                        ? new Text("mount the disk for writing, or choose another folder (AGSEKIT_HOME moves agsekit's own)", "подключите диск для записи или выберите другую папку (для собственных папок agsekit — AGSEKIT_HOME)")
                        : new Text("check the permissions above it, or choose another folder (AGSEKIT_HOME moves agsekit's own)", "проверьте права на папки выше или выберите другую папку (для собственных папок agsekit — AGSEKIT_HOME)"));
            default:
                errno.Check("mkdirat", path);
                return;
        }
    }

    private static KitException NotYours(string path) => new(
        ErrorCode.PermissionDenied,
        new Text($"the folder {Printable.Escape(path)} can not be used", $"папкой {Printable.Escape(path)} нельзя воспользоваться"),
        new Text("it is not a folder of yours: somebody else could read or change what is kept there", "это не ваша папка: кто-то другой мог бы читать или менять её содержимое"),
        new Text("remove it, or set AGSEKIT_HOME to another folder", "удалите её или укажите в AGSEKIT_HOME другую папку"));
}
