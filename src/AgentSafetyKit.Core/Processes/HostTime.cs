using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Processes;

/// <summary>
/// The system's time, whose steady clock goes on while the host sleeps (the usual one stands still then): for what is to be made up when the host wakes. Timers are the usual ones and sleep with the host, so whoever
/// waits long with it looks now and then.
/// </summary>
public sealed class HostTime : TimeProvider
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private HostTime()
    {
    }

    public static HostTime Instance { get; } = new();

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp()
    {
        Libc.TimeSinceBoot(out TimeSpec time).Check("clock_gettime", "CLOCK_BOOTTIME");
        return time.Seconds * NanosecondsPerSecond + time.Nanoseconds;
    }
}
