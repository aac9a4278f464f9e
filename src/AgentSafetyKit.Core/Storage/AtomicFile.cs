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
        string temporary = $"{path}.{Libc.ProcessId()}.{Environment.CurrentManagedThreadId}.tmp";
        byte[] name = SystemPath.Terminated(temporary);
        _ = Libc.UnlinkAt(FileDescriptor.WorkingFolder, name, AtFlags.None);
        try
        {
            Libc.OpenAt(FileDescriptor.WorkingFolder, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlagsOfArchitecture.NoFollow, mode, out FileDescriptor file)
                .Check("openat", temporary);
            using (file)
            {
                while (!content.IsEmpty)
                {
                    Libc.Write(file, content, out int count).Check("write", temporary);
                    content = content[count..];
                }

                Libc.Fchmod(file, mode).Check("fchmod", temporary);
                Libc.Fsync(file).Check("fsync", temporary);
            }

            Libc.RenameAt2(FileDescriptor.WorkingFolder, name, FileDescriptor.WorkingFolder, SystemPath.Terminated(path), RenameFlags.None).Check("renameat2", path);
        }
        catch
        {
            _ = Libc.UnlinkAt(FileDescriptor.WorkingFolder, name, AtFlags.None);
            throw;
        }
    }
}
