using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Storage;

/// <summary>Folders only their owner may enter (0700): for keys, sockets, disks and state.</summary>
public static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, and those above it, where missing; answers its path.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.PermissionDenied"/>: it is there and belongs to somebody else, or is not a folder (in /tmp somebody else could have made it first).</exception>
    public static string Ensure(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        byte[] name = SystemPath.Terminated(path);
        Libc.Statx(FileDescriptor.WorkingFolder, name, AtFlags.NoFollow, StatxMask.Basic, out StatxBuffer status).Check("statx", path);
        if (!status.IsFolder || status.UserId != Libc.EffectiveUser())
        {
            throw new KitException(
                ErrorCode.PermissionDenied,
                new Text($"the folder {path} can not be used", $"папкой {path} нельзя воспользоваться"),
                new Text("it is not a folder of yours: somebody else could read or change what is kept there", "это не ваша папка: кто-то другой мог бы читать или менять её содержимое"),
                new Text($"remove it, or set AGSEKIT_HOME to another folder", $"удалите её или укажите в AGSEKIT_HOME другую папку"));
        }

        if ((status.Permissions & 0x3F) != 0)
            File.SetUnixFileMode(path, OwnerOnly);
        return path;
    }
}
