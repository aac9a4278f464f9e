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

    /// <summary>The VMs that have some.</summary>
    public IReadOnlyCollection<string> Machines
    {
        get
        {
            lock (_gate)
                return [.. _ready.Select(one => one.Site.Machine)];
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

    /// <summary>One with exactly these limits that lasts.</summary>
    /// <param name="site">Where it has to be.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="until">It must not end before.</param>
    /// <param name="onTaken">Told of its id before it is none of these any more.</param>
    public PooledSandbox? TryTake(SandboxSite site, BoxLimits limits, DateTimeOffset until, Action<string> onTaken)
    {
        lock (_gate)
        {
            int at = _ready.FindIndex(one => one.Site == site && one.Limits == limits && one.Until >= until);
            if (at < 0)
                return null;
            PooledSandbox taken = _ready[at];
            onTaken(taken.Id);
            _ready.RemoveAt(at);
            return taken;
        }
    }

    /// <summary>Those nobody will want: elsewhere, of other limits, too old, or too many.</summary>
    public IReadOnlyList<PooledSandbox> TakeOthers(SandboxSite? site, BoxLimits limits, DateTimeOffset until, int wanted)
    {
        lock (_gate)
        {
            PooledSandbox[] others = [.. _ready.Where(one => !IsGood(one)), .. _ready.Where(IsGood).Skip(wanted)];
            _ready.RemoveAll(one => Array.IndexOf(others, one) >= 0);
            return others;
        }

        bool IsGood(PooledSandbox one) => one.Site == site && one.Limits == limits && one.Until >= until;
    }

    /// <summary>Forgets those of a VM whose containers do not run.</summary>
    public void Keep(HashSet<string> running, string machine)
    {
        lock (_gate)
            _ready.RemoveAll(one => one.Site.Machine == machine && !running.Contains(one.Id));
    }
}
