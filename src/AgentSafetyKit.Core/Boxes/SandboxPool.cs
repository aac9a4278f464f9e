namespace AgentSafetyKit.Boxes;

/// <summary>Containers that wait to become sessions. Each has had nobody in it.</summary>
internal sealed class SandboxPool
{
    private readonly Lock _gate = new();
    private readonly List<PooledSandbox> _ready = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _ready.Count;
        }
    }

    public void Add(PooledSandbox ready)
    {
        lock (_gate)
            _ready.Add(ready);
    }

    public bool Has(string id)
    {
        lock (_gate)
            return _ready.Exists(one => one.Id == id);
    }

    /// <summary>One with exactly these limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="onTaken">Told of its id before it is none of these any more.</param>
    public PooledSandbox? TryTake(BoxLimits limits, Action<string> onTaken)
    {
        lock (_gate)
        {
            int at = _ready.FindIndex(one => one.Limits == limits);
            if (at < 0)
                return null;
            PooledSandbox taken = _ready[at];
            onTaken(taken.Id);
            _ready.RemoveAt(at);
            return taken;
        }
    }

    /// <summary>Those nobody will want: of other limits, or too many.</summary>
    public IReadOnlyList<PooledSandbox> TakeOthers(BoxLimits limits, int wanted)
    {
        lock (_gate)
        {
            PooledSandbox[] others = [.. _ready.Where(one => one.Limits != limits), .. _ready.Where(one => one.Limits == limits).Skip(wanted)];
            _ready.RemoveAll(one => Array.IndexOf(others, one) >= 0);
            return others;
        }
    }

    /// <summary>Forgets those of a VM whose containers do not run.</summary>
    public void Keep(HashSet<string> running, string machine)
    {
        lock (_gate)
            _ready.RemoveAll(one => one.Machine == machine && !running.Contains(one.Id));
    }
}
