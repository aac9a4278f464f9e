namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Time that passes when the test says so, by the wall clock and by the steady one.</summary>
internal class PacedTime : TimeProvider
{
    private static readonly DateTimeOffset Begin = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public TimeSpan Passed { get; set; }

    /// <summary>What the wall clock says more than it should.</summary>
    public TimeSpan WallClockError { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Begin + Passed + WallClockError;

    public override long GetTimestamp() => Passed.Ticks;
}
