using System.Runtime.InteropServices;

namespace AgentSafetyKit.Native;

/// <summary>struct statx_timestamp: seconds since 1970 in UTC and the nanoseconds within.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly struct StatxTimestamp
{
    public readonly long Seconds;
    public readonly uint Nanoseconds;

    /// <summary>Nanoseconds since 1970: good for the years 1678 to 2262; times beyond are clamped.</summary>
    public long TotalNanoseconds => Seconds switch
    {
        > 9_223_372_035 => long.MaxValue,
        < -9_223_372_036 => long.MinValue,
        _ => (Seconds * 1_000_000_000) + Nanoseconds,
    };
}
