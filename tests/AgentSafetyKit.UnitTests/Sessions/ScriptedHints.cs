using System.Threading.Channels;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Hints the test gives; a loop that waits for one waits for the test, and says for how long it would have.</summary>
internal sealed class ScriptedHints : IChangeHints
{
    private readonly Channel<(TimeSpan AtMost, TaskCompletionSource End)> _waits = Channel.CreateUnbounded<(TimeSpan, TaskCompletionSource)>();

    public long Changes { get; set; }

    public TimeSpan SinceChange { get; set; }

    public Text Trouble { get; set; } = Text.None;

    public List<IgnoreRules> Followed { get; } = [];

    public int Verified { get; private set; }

    /// <summary>The loop's next wait, once it has nothing left to do.</summary>
    public async Task<(TimeSpan AtMost, TaskCompletionSource End)> NextWait() => await _waits.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits.Writer.TryWrite((atMost, end));
        await end.Task.WaitAsync(cancellation);
    }

    public void Follow(IgnoreRules rules) => Followed.Add(rules);

    public void Verify() => Verified++;

    public void Dispose()
    {
    }
}
