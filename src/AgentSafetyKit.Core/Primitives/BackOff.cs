namespace AgentSafetyKit.Primitives;

/// <summary>How long to wait before something that failed is tried again: a while, then twice as long each time, up to a bound; what worked begins anew. Pure, and for one user at a time.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">No pause is longer.</param>
public sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    /// <summary>Of a piece of work that ran so long nothing is held against it: it was well.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private TimeSpan? _next;

    /// <summary>A second at first, a minute at most.</summary>
    public BackOff()
        : this(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1))
    {
    }

    /// <summary>The pause after one more failure.</summary>
    public TimeSpan Next()
    {
        TimeSpan pause = _next ?? first;
        _next = pause * 2 < longest ? pause * 2 : longest;
        return pause;
    }

    /// <summary>The pause after a try that lasted so long.</summary>
    public TimeSpan Next(TimeSpan lasted)
    {
        if (lasted >= Healthy)
            Reset();
        return Next();
    }

    /// <summary>It worked: the next pause is the first again.</summary>
    public void Reset() => _next = null;
}
