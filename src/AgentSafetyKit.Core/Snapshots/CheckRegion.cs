namespace AgentSafetyKit.Snapshots;

/// <summary>The folders [Next, End) one thread of a check has before it. They follow one another, so that it hardly ever opens a folder twice; who has none left takes the second half of somebody else's.</summary>
internal sealed class CheckRegion
{
    public int Next { get; set; }

    public int End { get; set; }
}
