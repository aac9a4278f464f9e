using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Hints from the host's own watch on the folder, which also sees what a guest changes through a mount; and, while that watch is deaf, from the counter of the folder's mount.
/// </summary>
/// <param name="source">The folder, its real path.</param>
/// <param name="mountCounter">The changes a guest has made so far; null where the folder is not mounted. May throw IOException and UnauthorizedAccessException.</param>
/// <param name="time">The clock.</param>
public sealed class FolderHints(string source, Func<long>? mountCounter, TimeProvider time) : IChangeHints
{
    /// <summary>How often the mount's counter is looked at while it is all there is.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Ten thousand changes in a burst are one; so often a second is often enough.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FolderWatch? _watch;
    private IgnoreRules? _rules;
    private Text _watchTrouble = Text.None;
    private Text _counterTrouble = Text.None;
    private long? _counter;
    private long _counted;
    private long? _heardAt;

    public long Changes
    {
        get
        {
            ReadCounter();
            return (_watch?.Changes ?? 0) + _counted;
        }
    }

    public TimeSpan SinceChange
    {
        get
        {
            lock (_gate)
                return _heardAt is { } at && !IsDeaf ? time.GetElapsedTime(at) : TimeSpan.Zero;
        }
    }

    public Text Trouble => _watch is { State: FolderWatchState.Degraded } deaf ? deaf.Reason : !_watchTrouble.IsEmpty ? _watchTrouble : _counterTrouble;

    private bool IsDeaf => _watch is null or { State: FolderWatchState.Degraded };

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        Task changed;
        lock (_gate)
            changed = _changed.Task;
        TimeSpan longest = mountCounter is not null && IsDeaf ? Pace : NoHints.LongestNap;
        if (atMost > longest)
            atMost = longest;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task first = await Task.WhenAny(changed, Task.Delay(atMost, time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (first != changed)
            return;
        await Task.Delay(atMost < Gathering ? atMost : Gathering, time, cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            if (_changed.Task.IsCompleted)
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Follow(IgnoreRules rules)
    {
        if (_rules is not null && _rules.Hash() == rules.Hash())
            return;
        try
        {
            if (_watch is null)
                _watch = new FolderWatch(new FolderWatchSpec { Path = source, Notify = Notify }, ExcludedBy(rules));
            else
                _watch.Follow(ExcludedBy(rules));
            (_rules, _watchTrouble) = (rules, Text.None);
        }
        catch (SystemCallException error)
        {
            // The next snapshot's rules try again.
            _watchTrouble = Text.Verbatim(error.Message);
        }
    }

    public FolderHeard? Heard() => _watch?.Heard();

    public void Forget(FolderHeard looked) => _watch?.Forget(looked);

    public void Verify() => _watch?.Verify();

    public void Dispose() => _watch?.Dispose();

    /// <summary>An ignore file is always worth a look: it decides about others.</summary>
    private static Func<TreePath, bool, bool>? ExcludedBy(IgnoreRules rules)
    {
        if (rules is { Given.Count: 0, Sources.Count: 0 })
            return null;
        // The watch asks on its own thread: it gets rules of its own.
        var own = new IgnoreRules(rules.Given, rules.Sources);
        return (path, isFolder) => !path.Name.SequenceEqual(".backupignore"u8) && own.Excludes(path, isFolder);
    }

    private void Notify()
    {
        lock (_gate)
        {
            _heardAt = time.GetTimestamp();
            _changed.TrySetResult();
        }
    }

    private void ReadCounter()
    {
        if (mountCounter is null)
            return;
        try
        {
            long now = mountCounter();
            // What the watch hears too is not counted twice.
            if (_counter is { } before && now != before && IsDeaf)
                _counted++;
            (_counter, _counterTrouble) = (now, Text.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _counterTrouble = error is SystemCallException call ? call.Words : Text.Verbatim(error.Message);
        }
    }
}
