namespace AgentSafetyKit.Supervision;

/// <summary>How long to wait before something that failed is tried again: a second, then twice as long each time, a minute at most; what worked for a minute begins anew. Pure.</summary>
public sealed class BackOff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Whatever ran so long was well.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private TimeSpan _next = First;

    /// <summary>The pause after a try that lasted so long.</summary>
    public TimeSpan Next(TimeSpan lasted)
    {
        if (lasted >= Healthy)
            _next = First;
        TimeSpan pause = _next;
        _next = pause * 2 < Longest ? pause * 2 : Longest;
        return pause;
    }
}
