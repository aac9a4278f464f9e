using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct timespec on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct TimeSpec(long seconds, long nanoseconds)
{
    public readonly long Seconds = seconds;
    public readonly long Nanoseconds = nanoseconds;

    /// <summary>UTIME_OMIT of utimensat(2): leave this time as it is.</summary>
    public static TimeSpec Omit { get; } = new(0, 0x3ffffffe);

    /// <summary>UTIME_NOW of utimensat(2).</summary>
    public static TimeSpec Now { get; } = new(0, 0x3fffffff);

    public static TimeSpec FromNanoseconds(long total)
    {
        long seconds = Math.DivRem(total, 1_000_000_000, out long rest);
        return rest < 0 ? new TimeSpec(seconds - 1, rest + 1_000_000_000) : new TimeSpec(seconds, rest);
    }
}
