using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>For folders that are looked at by the clock alone.</summary>
public sealed class NoHints(TimeProvider time) : IChangeHints
{
    /// <summary>Timers stand still while the host sleeps; what was missed is made up so soon after it wakes.</summary>
    internal static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(20);

    public long Changes => 0;

    public Text Trouble => Text.None;

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => Task.Delay(atMost < LongestNap ? atMost : LongestNap, time, cancellation);

    public void Follow(IgnoreRules rules)
    {
    }

    public void Verify()
    {
    }

    public void Dispose()
    {
    }
}
