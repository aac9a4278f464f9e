using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The snapshots around one run: one before the agent starts, more while it works (at each interval, and after bursts of changes), one when it has ended. The rules of what is left out are those of the
/// start: what an agent writes into an ignore file takes nothing from what is protected. While the agent has the terminal nothing is printed: what is worth saying is kept for the end.
/// </summary>
/// <param name="store">Takes the snapshots.</param>
/// <param name="rhythm">When they are taken while the agent works.</param>
/// <param name="hints">Of changes; ours to dispose of.</param>
/// <param name="time">The clock.</param>
/// <param name="runId">Part of each snapshot's manifest.</param>
public sealed class RunBackups(SnapshotStore store, BackupLoopSpec rhythm, IChangeHints hints, TimeProvider time, string runId) : IDisposable
{
    /// <summary>An agent can cause as many warnings as it likes; nobody reads more than these.</summary>
    private const int MostNotes = 50;
    private readonly List<Text> _notes = [];
    private IgnoreRules? _rules;
    private Task _finishing = Task.CompletedTask;

    /// <summary>What should be said when the run is over.</summary>
    public IReadOnlyList<Text> Notes => _notes;

    /// <summary>The snapshot to come back to; null until it was taken.</summary>
    public string? BeforeSnapshot { get; private set; }

    /// <summary>How many snapshots were made while the agent worked.</summary>
    public int TakenMeanwhile { get; private set; }

    /// <summary>
    /// Takes the snapshot to come back to; answers its id (that of the last one when nothing changed since). Comes back as soon as nothing more is read of the folder: the unchanged files are still being linked
    /// then, which <see cref="FinishAsync"/> waits for.
    /// </summary>
    /// <exception cref="KitException">The agent must not start then.</exception>
    public async Task<string> BeforeAsync(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var captured = new TaskCompletionSource<SnapshotResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<SnapshotResult> whole = CreateFirstAsync(captured, progress, cancellation);
        await Task.WhenAny(captured.Task, whole).ConfigureAwait(false);
        SnapshotResult known = await (captured.Task.IsCompleted ? captured.Task : whole).ConfigureAwait(false);
        _finishing = NoteEndAsync(whole);
        _rules = known.Rules;
        Keep(known.Warnings, known.IgnoreChanges);
        return BeforeSnapshot = known.Snapshot.Id;
    }

    /// <summary>Goes on with the run of another process, by the rules of its start.</summary>
    /// <param name="before">The snapshot it took before the agent started.</param>
    /// <param name="cancellation">Gives it up.</param>
    public void GoOn(string? before, CancellationToken cancellation)
    {
        BeforeSnapshot = before;
        try
        {
            _rules = before is null ? null : store.RulesOf(before, cancellation);
        }
        catch (KitException)
        {
            Note(new Text("the snapshot before the run can not be read; its ignore rules are those of later", "снимок перед запуском не читается; правила исключения взяты более поздние"));
        }
    }

    /// <summary>In place of <see cref="BeforeAsync"/>: the newest snapshot there is shows the folder as it was, as far as it was saved. False: there is none that can be read.</summary>
    public bool TryGoOnFromNewest(CancellationToken cancellation)
    {
        if (store.List().LastOrDefault(snapshot => snapshot.State == ManifestState.Good) is not { } newest)
            return false;
        try
        {
            _rules = new IgnoreRules(store.Spec.GivenPatterns, store.RulesOf(newest.Id, cancellation).Sources);
        }
        catch (KitException)
        {
            return false;
        }

        BeforeSnapshot = newest.Id;
        Note(new Text($"no snapshot was taken before the run: undo goes back to {newest.Id}", $"снимка перед запуском не делалось: отмена вернёт к {newest.Id}"));
        return true;
    }

    /// <summary>Waits until the first snapshot is whole.</summary>
    public Task FinishAsync() => _finishing;

    /// <summary>Where the daemon may take the snapshots for this run; null: it takes them itself.</summary>
    public RunHandOver? HandOver { get; init; }

    /// <summary>Works until cancelled; a snapshot in the making is then given up without a trace.</summary>
    public async Task WhileRunningAsync(CancellationToken cancellation)
    {
        // Where the rules of the start are not known there is nothing to hand over.
        if (HandOver is null || _rules is null)
            await LoopAsync(takesFirst: false, cancellation).ConfigureAwait(false);
        else
            await HandOver.WhileRunningAsync(_rules, waited => LoopAsync(takesFirst: waited, cancellation), time, cancellation).ConfigureAwait(false);
    }

    private Task LoopAsync(bool takesFirst, CancellationToken cancellation)
    {
        var spec = rhythm with
        {
            TakesFirst = takesFirst,
            WaitsForLock = true,
            Request = new SnapshotRequest { RunId = runId, FrozenRules = _rules, AcceptsMassDeletion = true },
        };
        return new BackupLoop(spec, store, hints, () => null, time, Hear).RunAsync(cancellation);
    }

    /// <summary>From the capture on it can not be cancelled, and says nothing: the agent has the terminal.</summary>
    private async Task<SnapshotResult> CreateFirstAsync(TaskCompletionSource<SnapshotResult> captured, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource();
        CancellationTokenRegistration link = cancellation.UnsafeRegister(source => ((CancellationTokenSource)source!).Cancel(), stop);
        await using (link.ConfigureAwait(false))
        {
            var shown = new LateProgress { Target = progress };
            void Capture(SnapshotResult result)
            {
                link.Unregister();
                shown.Target = null;
                captured.TrySetResult(result);
            }

            var request = new SnapshotRequest { Reason = SnapshotReason.BeforeRun, RunId = runId, Captured = Capture };
            return await Task.Run(() => store.Create(request, shown, stop.Token), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task NoteEndAsync(Task<SnapshotResult> whole)
    {
        try
        {
            BeforeSnapshot = (await whole.ConfigureAwait(false)).Snapshot.Id;
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Text why = error switch { KitException failure => failure.Cause, SystemCallException call => call.Words, _ => Text.Verbatim(error.Message) };
            Note(new Text($"the snapshot before the run could not be completed yet: {why.English}", $"снимок перед запуском пока не завершён: {why.Russian}"));
        }
    }

    /// <summary>The state the agent left. Also when everything is gone: that is just what a review has to show, and the snapshot before stays.</summary>
    public string? After(IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SnapshotResult result = store.Create(
            new SnapshotRequest { Reason = SnapshotReason.AfterRun, RunId = runId, FrozenRules = _rules, AcceptsMassDeletion = true }, progress, cancellation);
        Keep(result.Warnings, result.IgnoreChanges);
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

    public void Dispose() => hints.Dispose();

    /// <summary>The agent goes on whatever happens; the user learns of it at the end.</summary>
    private void Hear(BackupEvent happened)
    {
        if (happened.Kind == BackupEventKind.Taken)
            TakenMeanwhile++;
        else if (happened is { Kind: BackupEventKind.Failed, Failure: { } failure })
            Note(new Text($"a snapshot failed: {failure.What.English}: {failure.Cause.English}", $"снимок не удался: {failure.What.Russian}: {failure.Cause.Russian}"));
        else if (happened.Kind == BackupEventKind.Deaf)
            Note(new Text($"the folder's changes could not be watched: {happened.Message.English}", $"не удалось следить за изменениями папки: {happened.Message.Russian}"));
        Keep(happened.Warnings, happened.IgnoreChanges);
    }

    private void Keep(IReadOnlyList<SnapshotWarning> warnings, IReadOnlyList<IgnoreChange> ignoreChanges)
    {
        foreach (SnapshotWarning warning in warnings)
            Note(warning.Describe());
        foreach (IgnoreChange change in ignoreChanges)
        {
            Note(new Text(
                $"{change.File} was changed during the run; the snapshots of this run keep to the rules of its start",
                $"{change.File} изменён во время работы агента; снимки этого запуска делаются по правилам, что были в начале"));
        }
    }
}
