namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>The real time of day, as files have it, and a stopwatch that goes on only when told to.</summary>
internal sealed class StoppedWatch : TimeProvider
{
    public TimeSpan Passed { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Passed.Ticks;
}
