using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The snapshots of one folder, going on by themselves until cancelled: one at once, one soon after each burst of changes, and a full check at each interval. Whatever fails is told once, until it changes, and
/// tried again: a folder that is unmounted, emptied, restored or used by a run is waited for, and nothing is removed meanwhile, because only a new snapshot makes an old one go.
/// Moving the wall clock changes nothing. Cancelled, a snapshot in the making is given up without a trace.
/// </summary>
/// <param name="spec">When and how.</param>
/// <param name="store">Takes the snapshots.</param>
/// <param name="hints">Stays the caller's.</param>
/// <param name="occupant">Says that somebody else is at work in the folder, so that it has to wait; asked before each snapshot.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Gets what there is to tell, one thing at a time.</param>
public sealed class BackupLoop(BackupLoopSpec spec, SnapshotStore store, IChangeHints hints, Func<KitException?> occupant, TimeProvider time, Action<BackupEvent> tell)
{
    /// <summary>So soon what somebody else's work put off is tried again.</summary>
    internal static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly string _source = store.Spec.Source;
    private readonly long _startedAt = time.GetTimestamp();
    private readonly BackupTold _told = new();
    private readonly HeardSince _heard = new(hints);
    private IgnoreRules? _rules = spec.Request.FrozenRules;
    private DateTimeOffset? _retryAt;
    private DateTimeOffset _lookedAt = DateTimeOffset.UnixEpoch;
    private bool _tried;
    private bool _hasSnapshots = spec.HadSnapshots;

    /// <summary>Of the snapshots; null: nobody looks.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>How the next snapshot is to be taken, where not as the spec says (null); asked before each.</summary>
    public Func<SnapshotRequest?> RequestNow { get; init; } = () => null;

    /// <summary>Works until cancelled, and then returns.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>, at the first snapshot: the folders can not be these.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            var trigger = new SnapshotTrigger(spec.Interval, spec.OnBursts, Now());
            if (spec.TakesFirst)
                await TakeAsync(SnapshotReason.Interval, cancellation).ConfigureAwait(false);
            else
                hints.Follow(_rules ?? await Task.Run(() => RulesNow(cancellation), CancellationToken.None).ConfigureAwait(false));
            trigger.Taken(Now(), isWhole: true);
            while (true)
            {
                DateTimeOffset due = _retryAt is { } retry && retry < trigger.NextDue ? retry : trigger.NextDue;
                TimeSpan left = due - Now();
                if (left > TimeSpan.Zero)
                    await hints.WaitAsync(left, cancellation).ConfigureAwait(false);
                Observe(trigger);
                TellOfTrouble();
                if (ReasonNow(trigger) is not { } reason)
                    continue;
                _retryAt = null;
                trigger.Taken(Now(), isWhole: reason == SnapshotReason.Interval);
                await TakeAsync(reason, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // As asked.
        }
    }

    /// <summary>A change that is new now came after the last look, whatever the hints say of its age: they count first and note the time then.</summary>
    private void Observe(SnapshotTrigger trigger)
    {
        long changes = hints.Changes;
        TimeSpan since = hints.SinceChange;
        DateTimeOffset now = Now(), before = _lookedAt;
        _lookedAt = now;
        trigger.Observe(changes, since < now - before ? now - since : before);
    }

    private SnapshotReason? ReasonNow(SnapshotTrigger trigger)
    {
        DateTimeOffset now = Now();
        if (trigger.IsIntervalDue(now) || now >= _retryAt)
            return SnapshotReason.Interval;
        return trigger.IsBurstDue(now) ? SnapshotReason.Burst : null;
    }

    /// <summary>By a clock that nobody can move.</summary>
    private DateTimeOffset Now() => DateTimeOffset.UnixEpoch + time.GetElapsedTime(_startedAt);

    private async Task TakeAsync(SnapshotReason reason, CancellationToken cancellation)
    {
        bool done = await Task.Run(() => Take(reason, cancellation), CancellationToken.None).ConfigureAwait(false);
        if (reason != SnapshotReason.Interval || !done)
            return;
        hints.Verify();
        tell(Event(BackupEventKind.Waiting));
    }

    /// <summary>True: everything was checked.</summary>
    private bool Take(SnapshotReason reason, CancellationToken cancellation)
    {
        try
        {
            if (occupant() is { } busy)
                throw busy;
            if (_hasSnapshots && !SnapshotStore.IsAt(store.Spec.BackupFolder))
                throw Gone();
            long began = time.GetTimestamp();
            SnapshotResult taken = Create(reason, cancellation);
            (_tried, _hasSnapshots) = (true, true);
            Report(reason, taken, time.GetElapsedTime(began));
            return true;
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException)
        {
            KitException failure = error as KitException ?? BackupTold.Disk(error);
            // A backup folder in the wrong place is not waited for; one that gets there later is said like everything else.
            if (failure.Code == ErrorCode.FolderRefused && !_tried)
                throw;
            _tried = true;
            bool putOff = failure.Code == ErrorCode.Busy;
            if (putOff)
                _retryAt = Now() + RetryPause;
            if (_told.IsNew(failure))
                tell(Event(putOff ? BackupEventKind.Postponed : BackupEventKind.Failed) with { Failure = failure });
            // Also a folder that is not there is listened for.
            hints.Follow(_rules ?? IgnoreRules.None);
            return false;
        }
    }

    /// <summary>After a burst it is looked only where something was heard of; at each interval everywhere.</summary>
    private SnapshotResult Create(SnapshotReason reason, CancellationToken cancellation) => _heard.Take(
        (RequestNow() ?? spec.Request) with { Reason = reason, WaitsForLock = false }, checksAll: reason != SnapshotReason.Burst, request => Create(request, cancellation));

    private SnapshotResult Create(SnapshotRequest request, CancellationToken cancellation)
    {
        try
        {
            return store.Create(request, Progress, cancellation);
        }
        catch (KitException busy) when (busy.Code == ErrorCode.Busy && spec.WaitsForLock)
        {
            if (_told.IsNew(busy))
                tell(Event(BackupEventKind.Postponed) with { Failure = busy });
            return store.Create(request with { WaitsForLock = true }, Progress, cancellation);
        }
    }

    private void Report(SnapshotReason reason, SnapshotResult taken, TimeSpan elapsed)
    {
        if (_told.IsOver())
            tell(Event(BackupEventKind.Recovered));
        // What they changed before anybody listened shows in what is left out since the snapshot before.
        if (spec.Request.FrozenRules is null && (_rules is null ? taken.NewlyExcluded > 0 : _rules.Hash() != taken.Rules.Hash()))
        {
            tell(Event(BackupEventKind.RulesChanged) with
            {
                Message = new Text($"the ignore rules have changed; names left out now: {taken.Excluded}; files of the snapshot before among them: {taken.NewlyExcluded}", $"правила исключения изменились; имён теперь не сохраняется: {taken.Excluded}; среди них файлов предыдущего снимка: {taken.NewlyExcluded}"),
            });
        }

        _rules = taken.Rules;
        hints.Follow(taken.Rules);
        tell(Event(taken.Outcome == SnapshotOutcome.Created ? BackupEventKind.Taken : BackupEventKind.Unchanged) with
        {
            Reason = reason,
            Snapshot = taken.Snapshot,
            Elapsed = elapsed,
            Removed = taken.Removed,
            Warnings = _told.New(taken.Warnings),
            IgnoreChanges = taken.IgnoreChanges,
        });
    }

    /// <summary>Where snapshots were and none are, a disk is away rather than a beginning: to begin anew beneath its mount point would hide all of them.</summary>
    private KitException Gone()
    {
        string place = Printable.Escape(store.Spec.BackupFolder), again = store.Spec.CommandToTake;
        return new KitException(
            ErrorCode.SnapshotMissing,
            new Text("no new snapshot was taken", "новый снимок не сделан"),
            new Text($"the snapshots that were in {place} are not there: its disk may not be mounted", $"снимков, что были в {place}, там нет: возможно, диск не подключён"),
            new Text($"mount it again; where you removed them yourself, begin anew: {again}", $"подключите его; если вы удалили их сами, начните заново: {again}"));
    }

    private IgnoreRules RulesNow(CancellationToken cancellation)
    {
        try
        {
            return store.CaptureRules(cancellation);
        }
        catch (KitException)
        {
            // The first snapshot will say what is wrong.
            return IgnoreRules.None;
        }
    }

    private void TellOfTrouble()
    {
        if (_told.HearingChanged(hints.Trouble))
            tell(Event(hints.Trouble.IsEmpty ? BackupEventKind.Hearing : BackupEventKind.Deaf) with { Message = hints.Trouble });
    }

    private BackupEvent Event(BackupEventKind kind) => new(kind, time.GetUtcNow(), _source) { Interval = spec.Interval };
}
