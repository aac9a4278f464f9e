using AgentSafetyKit.Native;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// Standard streams that were closed when we were started (<c>&gt;&amp;-</c>). The next file to be opened would get such a number, and what is meant for the user would go into it: into a pipe of the runtime's own, which takes it for signals.
/// So something harmless gets it first. Reading and writing there fail as on a closed stream.
/// </summary>
internal static class ClosedStreams
{
    // Never closed.
    private static readonly List<FileDescriptor> Kept = [];

    /// <summary>To be called before anything else is opened for good.</summary>
    public static void Fill()
    {
        foreach (FileDescriptor stream in (FileDescriptor[])[FileDescriptor.StandardInput, FileDescriptor.StandardOutput, FileDescriptor.StandardError])
        {
            if (Libc.IsOpen(stream))
                continue;
            // The lowest free number is this one.
            OpenFlags useless = stream.Number == 0 ? OpenFlags.WriteOnly : OpenFlags.ReadOnly;
            _ = Libc.OpenAt(FileDescriptor.WorkingFolder, "/dev/null\0"u8, useless, 0, out FileDescriptor file);
            Kept.Add(file);
        }
    }
}
