using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>Finds programs in PATH, and in the folders of system programs that an ordinary user's PATH may lack.</summary>
public static class ProgramPath
{
    private static readonly string[] Always = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>The absolute path of a file this user may execute, or null.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            return IsExecutable(program) ? Path.GetFullPath(program) : null;
        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return folders.Concat(Always).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && Libc.MayExecute(FileDescriptor.WorkingFolder, SystemPath.Terminated(path)) == Errno.Ok;
}
