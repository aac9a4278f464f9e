using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>For folders that are looked at by the clock alone.</summary>
public sealed class NoHints(TimeProvider time) : IChangeHints
{
    public long Changes => 0;

    public Text Trouble => Text.None;

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => Task.Delay(atMost, time, cancellation);

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
