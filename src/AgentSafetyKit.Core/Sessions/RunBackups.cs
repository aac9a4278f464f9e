using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The snapshots around one run: one before the agent starts, more while it works (at each interval, and after bursts of changes), one when it has ended. The rules of what is left out are those of the
/// start: what an agent writes into an ignore file takes nothing from what is protected. While the agent has the terminal nothing is printed: what is worth saying is kept for the end.
/// </summary>
public sealed class RunBackups(SnapshotStore store, SnapshotTrigger trigger, Func<long> changes, TimeProvider time, string runId)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>An agent can cause as many warnings as it likes; nobody reads more than these.</summary>
    private const int MostNotes = 50;
    private readonly List<Text> _notes = [];
    private IgnoreRules? _rules;

    /// <summary>What should be said when the run is over.</summary>
    public IReadOnlyList<Text> Notes => _notes;

    /// <summary>The snapshot to come back to; null until it was taken.</summary>
    public string? BeforeSnapshot { get; private set; }

    /// <summary>How many snapshots were made while the agent worked.</summary>
    public int TakenMeanwhile { get; private set; }

    /// <summary>Takes the snapshot to come back to; answers its id (that of the last one when nothing changed since).</summary>
    /// <exception cref="KitException">The agent must not start then.</exception>
    public string Before(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SnapshotResult result = store.Create(new SnapshotRequest { Reason = SnapshotReason.BeforeRun, RunId = runId }, progress, cancellation);
        _rules = result.Rules;
        Keep(result);
        return BeforeSnapshot = result.Snapshot.Id;
    }

    /// <summary>Works until cancelled; a snapshot in the making is then given up without a trace.</summary>
    public async Task WhileRunningAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
                DateTimeOffset now = time.GetUtcNow();
                trigger.Observe(changes(), now);
                bool burst = trigger.IsBurstDue(now);
                if (!burst && !trigger.IsIntervalDue(now))
                    continue;
                trigger.Taken(now);
                await Task.Run(() => Take(burst ? SnapshotReason.Burst : SnapshotReason.Interval, cancellation), CancellationToken.None).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Watching goes on: the next look may work again.
                Note(new Text($"the folder's changes could not be watched: {failure.Message}", $"не удалось следить за изменениями папки: {failure.Message}"));
            }
        }
    }

    /// <summary>The state the agent left. Also when everything is gone: that is just what a review has to show, and the snapshot before stays.</summary>
    public string? After(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SnapshotResult result = store.Create(
            new SnapshotRequest { Reason = SnapshotReason.AfterRun, RunId = runId, FrozenRules = _rules, AcceptsMassDeletion = true }, progress, cancellation);
        Keep(result);
        return result.Snapshot.Id;
    }

    /// <summary>What the run changed, from the state before it to the given snapshot, or to the folder as it is now.</summary>
    public IEnumerable<TreeChange> ChangesUntil(string? after, CancellationToken cancellation) => BeforeSnapshot is null ? [] : store.Diff(BeforeSnapshot, after, cancellation);

    /// <summary>Keeps something to say when the run is over.</summary>
    public void Note(Text note)
    {
        lock (_notes)
        {
            if (_notes.Count < MostNotes && !_notes.Contains(note))
                _notes.Add(note);
        }
    }

    private void Take(SnapshotReason reason, CancellationToken cancellation)
    {
        try
        {
            SnapshotResult result = store.Create(new SnapshotRequest { Reason = reason, RunId = runId, FrozenRules = _rules, AcceptsMassDeletion = true }, null, cancellation);
            if (result.Outcome == SnapshotOutcome.Created)
                TakenMeanwhile++;
            Keep(result);
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException)
        {
            var failure = error as KitException ?? new KitException(ErrorCode.InputOutput, new Text("input or output failed", "ошибка ввода-вывода"), Text.Verbatim(error.Message), Text.None);
            // The agent goes on; the user learns of it at the end, and the next snapshot may work again.
            Note(new Text($"a snapshot failed: {failure.What.English}: {failure.Cause.English}", $"снимок не удался: {failure.What.Russian}: {failure.Cause.Russian}"));
        }
    }

    private void Keep(SnapshotResult result)
    {
        foreach (SnapshotWarning warning in result.Warnings)
            Note(warning.Describe());
        foreach (IgnoreChange change in result.IgnoreChanges)
        {
            Note(new Text(
                $"{change.File} was changed during the run; the snapshots of this run keep to the rules of its start",
                $"{change.File} изменён во время работы агента; снимки этого запуска делаются по правилам, что были в начале"));
        }
    }
}
