using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>How each wanted forward is, in the order they are wanted. Not thread-safe.</summary>
internal sealed class ForwardTable(TimeProvider time)
{
    private readonly Dictionary<ForwardSpec, ForwardInfo> _known = [];
    private ImmutableArray<ForwardSpec> _order = [];

    /// <summary>Those that are up: also ones that are no longer wanted.</summary>
    public IReadOnlyList<ForwardSpec> Up => [.. _known.Values.Where(info => info.State == ForwardState.Up).Select(info => info.Spec)];

    public ImmutableArray<ForwardInfo> All => [.. _order.Select(spec => _known[spec])];

    public bool Failed(ForwardSpec spec) => _known.TryGetValue(spec, out ForwardInfo? info) && info.State == ForwardState.Failed;

    /// <summary>Forgets what is neither wanted nor up.</summary>
    public void Want(IEnumerable<ForwardSpec> wanted)
    {
        _order = [.. wanted.Distinct()];
        foreach (ForwardSpec gone in _known.Keys.Where(spec => !_order.Contains(spec) && _known[spec].State != ForwardState.Up).ToList())
            _known.Remove(gone);
        foreach (ForwardSpec spec in _order)
            _known.TryAdd(spec, new ForwardInfo(spec, ForwardState.Waiting, Text.None, time.GetUtcNow()));
    }

    public void Set(ForwardSpec spec, ForwardState state, Text cause)
    {
        ForwardInfo? before = _known.GetValueOrDefault(spec);
        if (before is null || before.State != state || before.Cause != cause)
            _known[spec] = new ForwardInfo(spec, state, cause, before?.State == state ? before.Since : time.GetUtcNow());
    }

    /// <summary>It has been taken away.</summary>
    public void Remove(ForwardSpec spec)
    {
        _known.Remove(spec);
        _order = _order.Remove(spec);
    }

    /// <summary>The connection is gone, and every forward with it.</summary>
    public void Lose()
    {
        foreach (ForwardSpec spec in _known.Keys.ToList())
        {
            if (_order.Contains(spec) && !spec.IsAutomatic)
                Set(spec, ForwardState.Waiting, Text.None);
            else
                Remove(spec);
        }
    }
}
