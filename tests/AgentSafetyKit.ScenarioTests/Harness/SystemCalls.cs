using System.Text.RegularExpressions;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>The executable as the kernel sees it: strace(1) counts its calls, or makes one of them fail or kill.</summary>
internal static partial class SystemCalls
{
    /// <summary>Calls that change something on a disk.</summary>
    public const string Writing = "write,pwrite64,writev,pwritev,ftruncate,fallocate,copy_file_range,ioctl,mkdirat,mknodat,symlinkat,linkat,renameat,renameat2,unlinkat,"
        + "fchmod,fchmodat,fchown,fchownat,utimensat,fsetxattr,setxattr,fremovexattr,fsync,fdatasync,syncfs,sync_file_range";

    /// <summary>Runs it and answers every call it made, with the paths of the handles in it.</summary>
    public static List<string> Of(KitBinary kit, string traceFile, string filter, params string[] words)
    {
        File.Delete(traceFile);
        kit.Launcher = ["strace", "-f", "-y", "-qq", "-s", "64", "-e", "signal=none", "-e", "trace=" + filter, "-o", traceFile];
        try
        {
            CommandResult result = kit.Run(words);
            Assert.That(result.ExitCode, Is.Zero);
        }
        finally
        {
            kit.Launcher = [];
        }

        // A call that another thread's interrupted stands on two lines.
        return [.. File.ReadLines(traceFile).Where(line => CallStart().IsMatch(line))];
    }

    /// <summary>Runs it with one call tampered with, such as "linkat:error=EIO:when=3" or "fsync:signal=SIGKILL:when=1".</summary>
    public static CommandResult Tamper(KitBinary kit, string injection, params string[] words)
    {
        string call = injection.Split(':')[0];
        kit.Launcher = ["strace", "-f", "-qqq", "-e", "signal=none", "-e", "trace=" + call, "-e", "inject=" + injection, "-o", "/dev/null"];
        try
        {
            return kit.Run(words);
        }
        finally
        {
            kit.Launcher = [];
        }
    }

    [GeneratedRegex(@"^\d+ +[a-z_0-9]+\(")]
    private static partial Regex CallStart();
}
