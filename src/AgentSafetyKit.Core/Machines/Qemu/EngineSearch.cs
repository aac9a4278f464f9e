using System.Globalization;
using System.Text;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Finds the processes of a start of which nobody wrote down the numbers: by the machine's own control socket in their command lines (proc(5)).</summary>
internal static class EngineSearch
{
    /// <summary>QEMU, else what it is being started through; null when neither lives.</summary>
    /// <param name="controlSocket">Of the machine; no other has it.</param>
    /// <param name="starter">What it was started through, or the same.</param>
    public static ProcessIdentity? Find(string controlSocket, out ProcessIdentity? starter)
    {
        ProcessIdentity? engine = null;
        starter = null;
        string mark = $"path={QemuCommandLine.Value(controlSocket)},server=on";
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process) || Words(process) is not { } words || !words.Any(word => word.Contains(mark, StringComparison.Ordinal)))
                continue;
            string program = Path.GetFileName(words[0]);
            if (program.StartsWith("qemu-system-", StringComparison.Ordinal))
                engine ??= ProcessIdentity.Of(process);
            else if (program.StartsWith("passt", StringComparison.Ordinal) || program.StartsWith("pasta", StringComparison.Ordinal) || program is "unshare")
                starter ??= ProcessIdentity.Of(process);
        }

        starter ??= engine;
        return engine ?? starter;
    }

    private static string[]? Words(int process)
    {
        try
        {
            string line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"), Encoding.UTF8);
            return line.Length == 0 ? null : line.Split('\0');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
