using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Storage;

/// <summary>
/// Reads files that only their owner may change. The open handle is judged, not the name, so nothing can be swapped between the look and the read; a symbolic link of the
/// user's is followed and what it leads to is judged.
/// </summary>
public static class PrivateFile
{
    private const uint GroupOrOtherWrite = 0x12;
    private const uint OtherWrite = 0x2;
    private const uint Sticky = 0x200;

    /// <param name="path">Absolute, or relative to the working folder.</param>
    /// <param name="limit">At most this many bytes are read.</param>
    /// <param name="content">Empty unless the answer is <see cref="PrivateFileState.Ok"/>.</param>
    /// <exception cref="SystemCallException">It is there and can not be read.</exception>
    public static PrivateFileState Read(string path, int limit, out byte[] content)
    {
        content = [];
        Errno opened = Libc.OpenAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(path), OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, out FileDescriptor file);
        using (file)
        {
            if (opened is Errno.ENOENT or Errno.ENOTDIR)
                return PrivateFileState.Missing;
            opened.Check("openat", path);
            Libc.Statx(file, StatxMask.Basic, out StatxBuffer status).Check("statx", path);
            PrivateFileState state = Judge(status, path);
            if (state == PrivateFileState.Ok)
                content = ReadAll(file, path, limit);
            return state;
        }
    }

    private static PrivateFileState Judge(in StatxBuffer status, string path)
    {
        if (!status.IsRegular)
            return PrivateFileState.NotRegular;
        if (!IsOursOrRoots(status))
            return PrivateFileState.OtherOwner;
        // Where every user has a group of his own (a umask of 002 goes with that), the group is nobody else.
        bool groupIsOurs = status.GroupId == Libc.EffectiveGroup() && status.GroupId == Libc.EffectiveUser();
        if ((status.Permissions & (groupIsOurs ? OtherWrite : GroupOrOtherWrite)) != 0)
            return PrivateFileState.WritableByOthers;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        Libc.Statx(FileDescriptor.WorkingFolder, SystemPath.Terminated(folder), AtFlags.None, StatxMask.Basic, out StatxBuffer around).Check("statx", folder);
        bool open = (around.Permissions & OtherWrite) != 0 && (around.Permissions & Sticky) == 0;
        return open || !IsOursOrRoots(around) ? PrivateFileState.ReplaceableByOthers : PrivateFileState.Ok;
    }

    private static bool IsOursOrRoots(in StatxBuffer status) => status.UserId == 0 || status.UserId == Libc.EffectiveUser();

    private static byte[] ReadAll(FileDescriptor file, string path, int limit)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (content.Length < limit)
        {
            Libc.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, limit - content.Length)), out int count).Check("read", path);
            if (count == 0)
                break;
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }
}
