using System.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// How fast a piece of work goes on: speeds smoothed over the last few seconds (an exponential mean), so that one large file makes no jump, and an estimate of the time left that follows when the work becomes slower.
/// </summary>
internal sealed class ProgressPace(Func<TimeSpan> clock)
{
    private const double Memory = 4; // seconds: what was measured that long ago counts a third
    private const double Shortest = 0.2;
    private WorkProgress _last;
    private TimeSpan _measuredAt;
    private double _weight;
    private double _effortSpeed;

    public ProgressPace()
        : this(Clock(Stopwatch.StartNew()))
    {
    }

    /// <summary>In the unit of the work, a second; 0 where it is not known yet.</summary>
    public double Speed { get; private set; }

    /// <summary>Files a second, where the work counts bytes and tells the files too.</summary>
    public double FilesSpeed { get; private set; }

    /// <summary>A new piece of work begins with this report.</summary>
    public void Restart(WorkProgress first)
    {
        (_last, _measuredAt, _weight, _effortSpeed, Speed, FilesSpeed) = (first, clock(), 0, 0, 0, 0);
    }

    public void Add(WorkProgress value)
    {
        double seconds = (clock() - _measuredAt).TotalSeconds;
        if (seconds < Shortest)
            return;
        double old = _weight * Math.Exp(-seconds / Memory), share = 1 - Math.Exp(-seconds / Memory);
        _weight = old + share;
        Speed = Mean(Speed, value.Done - _last.Done, seconds, old, share);
        _effortSpeed = Mean(_effortSpeed, value.Effort - _last.Effort, seconds, old, share);
        FilesSpeed = Mean(FilesSpeed, value.Files - _last.Files, seconds, old, share);
        (_last, _measuredAt) = (value, _measuredAt + TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Null: nobody knows.</summary>
    public TimeSpan? Left(WorkProgress value) =>
        value.TotalEffort > 0 && _effortSpeed > 0 ? TimeSpan.FromSeconds(Math.Clamp((value.TotalEffort - value.Effort) / _effortSpeed, 0, 359_999)) : null;

    private double Mean(double before, long done, double seconds, double old, double share) => ((before * old) + (done / seconds * share)) / _weight;

    private static Func<TimeSpan> Clock(Stopwatch watch) => () => watch.Elapsed;
}
