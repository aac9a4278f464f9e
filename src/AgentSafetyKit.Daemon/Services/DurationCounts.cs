namespace AgentSafetyKit.Daemon.Services;

/// <summary>How long something took, counted in steps as Prometheus wants it.</summary>
internal sealed class DurationCounts
{
    /// <summary>Seconds.</summary>
    public static IReadOnlyList<double> Steps { get; } = [0.1, 0.5, 1, 5, 15, 60, 300, 1800];

    private readonly long[] _counts = new long[Steps.Count];

    public long Count { get; private set; }

    /// <summary>Seconds.</summary>
    public double Sum { get; private set; }

    public void Add(TimeSpan lasted)
    {
        Count++;
        Sum += lasted.TotalSeconds;
        for (int i = 0; i < Steps.Count; i++)
            _counts[i] += lasted.TotalSeconds <= Steps[i] ? 1 : 0;
    }

    /// <summary>How many took no longer than the step of that number.</summary>
    public long UpTo(int step) => _counts[step];
}
