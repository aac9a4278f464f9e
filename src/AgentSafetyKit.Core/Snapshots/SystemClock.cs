using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// The clock the kernel stamps files with. Not the caller's <see cref="TimeProvider"/>: that one may be a test's or a user's idea of time, and this is only about whether a later edit could
/// carry the same stamp (git calls such an entry "racily clean").
/// </summary>
internal static class SystemClock
{
    /// <summary>More than a tick of the coarse clock (4 ms at 250 Hz), with room.</summary>
    private const long FineGuard = 20_000_000;

    /// <summary>File systems with whole seconds only; FAT has two of them.</summary>
    private const long CoarseGuard = 2_000_000_000;

    public static long Nanoseconds() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>A time of a file for people and records; one that no calendar has (a hostile or broken disk) becomes the nearest it has.</summary>
    public static DateTimeOffset Moment(long nanoseconds) =>
        new(Math.Clamp(nanoseconds / 100, 0 - DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    public static bool IsRacy(in FileStatus status, long readAt)
    {
        bool coarse = status.ModifiedAt % 1_000_000_000 == 0 && status.ChangedAt % 1_000_000_000 == 0;
        return Math.Max(status.ModifiedAt, status.ChangedAt) >= readAt - (coarse ? CoarseGuard : FineGuard) && status.ChangedAt < readAt + CoarseGuard;
    }
}
