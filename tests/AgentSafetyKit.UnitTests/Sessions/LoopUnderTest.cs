using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>A loop on real folders whose time passes only when the test says so.</summary>
internal sealed class LoopUnderTest : PacedTime, IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<BackupEvent> _events = [];
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource? _wait;

    public ScriptedHints Hints { get; } = new();

    public KitException? Occupant { get; set; }

    /// <summary>So long the loop would wait now.</summary>
    public TimeSpan Left { get; private set; }

    /// <summary>Starts it, and waits until it has nothing to do.</summary>
    public async Task Start(BackupLoopSpec spec, SnapshotStoreSpec store)
    {
        _running = new BackupLoop(spec, new SnapshotStore(store, this), Hints, () => Occupant, this, Hear).RunAsync(_end.Token);
        await Settle();
    }

    /// <summary>Lets time pass up to the next moment the loop waits for, at least once, until all of it is over.</summary>
    public async Task Pass(double seconds)
    {
        TimeSpan end = Passed + TimeSpan.FromSeconds(seconds);
        while (Passed < end)
        {
            TimeSpan step = Left < end - Passed ? Left : end - Passed;
            Passed += step;
            _wait!.SetResult();
            await Settle();
        }
    }

    /// <summary>Something changed: the loop wakes at once.</summary>
    public async Task Hint()
    {
        Hints.Changes++;
        _wait!.SetResult();
        await Settle();
    }

    /// <summary>What was told since this was asked last.</summary>
    public BackupEvent[] Told()
    {
        lock (_gate)
        {
            BackupEvent[] told = [.. _events];
            _events.Clear();
            return told;
        }
    }

    public string ToldKinds() => string.Join(' ', Told().Select(happened => happened.Kind is BackupEventKind.Taken or BackupEventKind.Unchanged ? $"{happened.Kind}:{happened.Reason}" : $"{happened.Kind}"));

    public async Task Stop()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _end.Dispose();
    }

    private async Task Settle()
    {
        Task<(TimeSpan AtMost, TaskCompletionSource End)> next = Hints.NextWait();
        if (await Task.WhenAny(next, _running) == _running)
            await _running;
        (Left, _wait) = await next;
    }

    private void Hear(BackupEvent happened)
    {
        lock (_gate)
            _events.Add(happened);
    }
}
