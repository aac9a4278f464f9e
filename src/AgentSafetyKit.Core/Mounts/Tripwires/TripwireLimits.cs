namespace AgentSafetyKit.Mounts.Tripwires;

/// <summary>How much may be lost within how long before somebody is asked.</summary>
public sealed record TripwireLimits
{
    /// <summary>Where fewer go, no share of the folder is an alarm: three files of ten are an ordinary change.</summary>
    public const int LeastFiles = 10;

    /// <summary>So many files.</summary>
    public int Files { get; init; } = 200;

    /// <summary>Or more than this share of all there are, in hundredths, where that is at least <see cref="LeastFiles"/>.</summary>
    public int Percent { get; init; } = 30;

    public int Seconds { get; init; } = 10;

    /// <summary>In a folder of more files than this the share is never reached first.</summary>
    internal int MostThatMatter => (int)Math.Min(1_000_000, (Files * 100L / Percent) + 1);

    internal bool AreReachedBy(int lost, int all) => lost >= Files || (lost >= LeastFiles && lost * 100L > (long)Percent * all);
}
