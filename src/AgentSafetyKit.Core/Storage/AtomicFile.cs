using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Storage;

/// <summary>Files that are there whole or not at all: written beside, flushed to the disk, renamed over.</summary>
public static class AtomicFile
{
    /// <param name="path">Its folder must be there.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Permission bits; 0600 unless others are meant to read it.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, uint mode = 0x180)
    {
        string temporary = TemporaryOf(path);
        try
        {
            using (FileDescriptor file = Create(temporary, mode))
            {
                new FileDraft(file, temporary).WriteAll(content);
                Finish(file, temporary, path, mode);
            }
        }
        catch
        {
            _ = Libc.UnlinkAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(temporary), AtFlags.None);
            throw;
        }
    }

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte}, uint)"/>, for a content too long to be held in memory.</summary>
    /// <param name="path">Its folder must be there.</param>
    /// <param name="write">Writes all of it.</param>
    /// <param name="mode">Permission bits; 0600 unless others are meant to read it.</param>
    /// <param name="before">Done when all of it is written, before it is flushed and gets its name: what it throws keeps it from that.</param>
    public static void Write(string path, Action<FileDraft> write, uint mode = 0x180, Action? before = null)
    {
        string temporary = TemporaryOf(path);
        try
        {
            using (FileDescriptor file = Create(temporary, mode))
            {
                var draft = new FileDraft(file, temporary);
                write(draft);
                draft.Flush();
                before?.Invoke();
                Finish(file, temporary, path, mode);
            }
        }
        catch
        {
            _ = Libc.UnlinkAt(FileDescriptor.WorkingFolder, SystemPath.Terminated(temporary), AtFlags.None);
            throw;
        }
    }

    private static string TemporaryOf(string path) => $"{path}.{Libc.ProcessId()}.{Environment.CurrentManagedThreadId}.tmp";

    private static FileDescriptor Create(string temporary, uint mode)
    {
        byte[] name = SystemPath.Terminated(temporary);
        _ = Libc.UnlinkAt(FileDescriptor.WorkingFolder, name, AtFlags.None);
        Libc.OpenAt(FileDescriptor.WorkingFolder, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlagsOfArchitecture.NoFollow, mode, out FileDescriptor file)
            .Check("openat", temporary);
        return file;
    }

    private static void Finish(FileDescriptor file, string temporary, string path, uint mode)
    {
        // A disk that keeps no modes, such as FAT, says EPERM to the owner; on any other the file was made with this mode, less the umask.
        Errno errno = Libc.Fchmod(file, mode);
        if (errno is not (Errno.EPERM or Errno.EOPNOTSUPP))
            errno.Check("fchmod", temporary);
        Libc.Fsync(file).Check("fsync", temporary);
        Libc.RenameAt2(FileDescriptor.WorkingFolder, SystemPath.Terminated(temporary), FileDescriptor.WorkingFolder, SystemPath.Terminated(path), RenameFlags.None).Check("renameat2", path);
    }
}
