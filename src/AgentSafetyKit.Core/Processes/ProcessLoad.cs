using System.Globalization;

namespace AgentSafetyKit.Processes;

/// <summary>What one process has taken of the host so far (proc(5): /proc/PID/stat, fields 14, 15 and 24).</summary>
/// <param name="CpuTime">Of all its threads, in user and kernel.</param>
/// <param name="ResidentBytes">Memory of the host it holds now.</param>
public readonly record struct ProcessLoad(TimeSpan CpuTime, long ResidentBytes)
{
    /// <summary>USER_HZ: 100 on every Linux .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Null when this very process does not run any more.</summary>
    public static ProcessLoad? Of(ProcessIdentity process)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
            // The name in brackets may hold anything, brackets and blanks too: fields are counted from the last bracket.
            string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            long ticks = Number(fields[11]) + Number(fields[12]);
            return process.IsAlive() ? new ProcessLoad(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), Number(fields[21]) * Environment.SystemPageSize) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
