namespace AgentSafetyKit.Sessions;

/// <summary>
/// Decides when the next snapshot of a folder in use is due: soon after a burst of changes (when there was quiet for a while, or when the burst goes on for too long), and at each interval whether anything
/// was heard of or not. A burst puts no interval off: after one only what was heard of is looked at, and what nobody heard of has to be found all the same. Pure: times come in as values.
/// </summary>
public sealed class SnapshotTrigger(TimeSpan interval, bool onBursts, DateTimeOffset start)
{
    /// <summary>So long nothing may change before a burst counts as over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>So long after its first change a burst that does not end is snapshotted all the same.</summary>
    public static readonly TimeSpan LongestBurst = TimeSpan.FromSeconds(30);

    private DateTimeOffset _lastWhole = start;
    private DateTimeOffset? _burstStart;
    private DateTimeOffset _lastChange;
    private long _seen;

    /// <summary>Tells what the counter of changes says now.</summary>
    public void Observe(long changes, DateTimeOffset now)
    {
        if (changes == _seen)
            return;
        _seen = changes;
        _burstStart ??= now;
        _lastChange = now;
    }

    public bool IsBurstDue(DateTimeOffset now) =>
        onBursts && _burstStart is { } first && (now - _lastChange >= Quiet || now - first >= LongestBurst);

    public bool IsIntervalDue(DateTimeOffset now) => now - _lastWhole >= interval;

    /// <summary>When one of the two is due, if nothing more changes until then.</summary>
    public DateTimeOffset NextDue
    {
        get
        {
            DateTimeOffset next = _lastWhole + interval;
            if (!onBursts || _burstStart is not { } first)
                return next;
            DateTimeOffset burst = first + LongestBurst < _lastChange + Quiet ? first + LongestBurst : _lastChange + Quiet;
            return burst < next ? burst : next;
        }
    }

    /// <summary>Tells that a snapshot was started: what changes from now on belongs to the next one.</summary>
    /// <param name="now">When.</param>
    /// <param name="isWhole">Everything is looked at for it, so that the interval begins anew.</param>
    public void Taken(DateTimeOffset now, bool isWhole)
    {
        if (isWhole)
            _lastWhole = now;
        _burstStart = null;
    }
}
