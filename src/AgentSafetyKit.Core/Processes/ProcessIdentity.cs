using System.Globalization;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// One process of one boot of the host, for as long as files may remember it: the number alone is given to others later (proc(5): field 22 of /proc/PID/stat is its start in clock
/// ticks since boot; /proc/sys/kernel/random/boot_id names the boot).
/// </summary>
public sealed record ProcessIdentity(int Id, long Started, string Boot)
{
    /// <summary>The identity of a process that lives now; null when there is none with this number (a zombie counts as none).</summary>
    public static ProcessIdentity? Of(int process) => StartOf(process) is { } started ? new ProcessIdentity(process, started, BootOfHost()) : null;

    /// <summary>Whether this very process still runs.</summary>
    public bool IsAlive() => Boot == BootOfHost() && StartOf(Id) == Started;

    /// <summary>Kills it (SIGKILL) if it still runs, and waits until it is gone; false when it was not after <paramref name="patience"/>.</summary>
    public async Task<bool> KillAsync(TimeSpan patience, TimeProvider time)
    {
        if (IsAlive())
            _ = Libc.Kill(Id, Signal.Kill);
        return await WaitGoneAsync(patience, time, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Waits until it is gone, looking every 50 ms; false when it was not after <paramref name="patience"/>.</summary>
    public async Task<bool> WaitGoneAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        while (IsAlive())
        {
            if (time.GetElapsedTime(begin) > patience)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Names the boot of the host we are in.</summary>
    public static string BootOfHost() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static long? StartOf(int process)
    {
        if (process <= 0)
            return null;
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name in brackets may hold anything, brackets and blanks too: fields are counted from the last bracket.
            string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
