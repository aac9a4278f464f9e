namespace AgentSafetyKit.Boxes;

/// <summary>What happened to sessions since the daemon was begun.</summary>
public sealed class SandboxCounts
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Agent, string How), long> _executions = [];
    private long _created;
    private double _seconds;

    public long Created => Interlocked.Read(ref _created);

    public IReadOnlyList<(string Agent, string How, long Count)> Executions
    {
        get
        {
            lock (_gate)
                return [.. _executions.Select(entry => (entry.Key.Agent, entry.Key.How, entry.Value))];
        }
    }

    /// <summary>Of all executions together.</summary>
    public double Seconds
    {
        get
        {
            lock (_gate)
                return _seconds;
        }
    }

    public void AddCreated() => Interlocked.Increment(ref _created);

    public void AddExecution(string agent, string how, TimeSpan time)
    {
        lock (_gate)
        {
            _executions[(agent, how)] = _executions.GetValueOrDefault((agent, how)) + 1;
            _seconds += time.TotalSeconds;
        }
    }
}
