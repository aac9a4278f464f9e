using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// What goes on beside the serving of a mount: its changes are written down (<see cref="ChangeLog"/>) and counted for others to see; when its tripwire stops the guest, the last good snapshot is pinned, another one taken, and the user's
/// answer waited for. What a run has used up, and that it is stopped, outlives the process (<see cref="MountMemory"/>): a guest can have that end.
/// </summary>
internal sealed class MountCare(MountRecord record, MountStore store, TripwireStore tripwires, RunStore runs, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200), RunsPace = TimeSpan.FromSeconds(1);

    private readonly ChangeTally _tally = new(time);
    private readonly ChangeBook _book = new(time);
    private readonly ChangeLog _log = new(store.JournalFile(record.Id));
    private readonly MountMemory? _before = store.MemoryOf(record.Id);
    private MountMemory? _remembered;
    private long _rememberedAt;
    private List<string> _runs = [.. store.MemoryOf(record.Id)?.Runs ?? []];
    private long _lookedAt;
    private bool _isFull;

    public IMountJournal Journal => new BothJournals(_tally, _book);

    /// <summary>Null: it is off, or nothing can be lost.</summary>
    public Tripwire? Tripwire { get; } = record is { Tripwire: { } limits, ReadOnly: false } ? TripwireOf(record.Id, limits, store, tripwires, time) : null;

    public RunLimits Limits { get; } = LimitsOf(record, store, time);

    public async Task WorkAsync(CancellationToken cancellation)
    {
        long before = store.Changes(record.Id), published = 0;
        Task saving = Task.CompletedTask;
        while (true)
        {
            bool isOver = cancellation.IsCancellationRequested;
            try
            {
                LookForRuns();
                if (Tripwire is not null && saving.IsCompleted)
                    saving = Attend(Tripwire);
                WriteDown();
                Remember(atOnce: isOver);
                long now = _tally.Totals.Changes;
                if (now != published)
                    store.SaveChanges(record.Id, before + now);
                published = now;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A full disk, which a guest can bring about: everything is tried again, so that whoever was stopped does not wait for ever.
                NoteOnce(error);
            }

            if (isOver)
                break;
            await Task.Delay(Pace, CancellationToken.None).ConfigureAwait(false);
        }

        await saving.ConfigureAwait(false);
    }

    public void Dispose() => Tripwire?.Dispose();

    private static Tripwire TripwireOf(string id, TripwireLimits limits, MountStore store, TripwireStore tripwires, TimeProvider time)
    {
        var tripwire = new Tripwire(limits, time);
        TrippedMount? held = tripwires.Find(id);
        TripwireAlarm? alarm = held is null ? null : new TripwireAlarm(held.At, held.At - TimeSpan.FromSeconds(limits.Seconds), held.Lost, held.Lost, [.. held.Examples]);
        tripwire.GoOn(store.MemoryOf(id)?.Tripwire ?? default, alarm);
        if (held is not null && tripwires.WordOf(held) is { Answer: TripwireAnswer.Undo })
            tripwire.Refuse();
        return tripwire;
    }

    private static RunLimits LimitsOf(MountRecord record, MountStore store, TimeProvider time)
    {
        var limits = new RunLimits(record.MaxRunBytes, record.MaxRunFiles, record.FreeToLeave, time);
        limits.GoOn(store.MemoryOf(record.Id)?.Used ?? default);
        return limits;
    }

    /// <summary>At most once a second: what is lost with a process is little, and it takes longer than that to have one end.</summary>
    private void Remember(bool atOnce)
    {
        var now = new MountMemory { Runs = _runs, Used = record.MaxRunBytes is null && record.MaxRunFiles is null ? default : Limits.Used, Tripwire = Tripwire?.SoFar ?? default };
        if (now == _remembered || (!atOnce && _remembered?.Runs == now.Runs && time.GetElapsedTime(_rememberedAt) < RunsPace))
            return;
        store.SaveMemory(record.Id, now);
        (_remembered, _rememberedAt) = (now, time.GetTimestamp());
    }

    private void WriteDown()
    {
        try
        {
            string? run = _runs is [var only] ? only : null;
            _log.Append([.. _book.Take().Select(happened => happened with { Run = run })]);
            _isFull = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What could not be written is lost to the journal.
            NoteOnce(error);
        }
    }

    private void NoteOnce(Exception error)
    {
        if (!_isFull)
            store.Note(record.Id, $"what happens here can not be written down: {error.Message}");
        _isFull = true;
    }

    /// <summary>An agent that begins finds the folder as it is: from then on that counts.</summary>
    private void LookForRuns(bool atOnce = false)
    {
        if (!atOnce && _lookedAt != 0 && time.GetElapsedTime(_lookedAt) < RunsPace)
            return;
        List<string> now = [.. runs.Live().Where(run => run.Machine == record.Machine && run.Folder == record.Source).Select(run => run.Id)];
        if ((_lookedAt != 0 || _before is not null) && now.Except(_runs).Any())
        {
            Tripwire?.Begin();
            Limits.Begin();
        }

        _lookedAt = time.GetTimestamp();
        if (!now.SequenceEqual(_runs))
            _runs = now;
    }

    /// <returns>Done when the snapshots that an alarm asks for are taken.</returns>
    private Task Attend(Tripwire tripwire)
    {
        TrippedMount? known = tripwires.Find(record.Id);
        if (tripwire.State == TripwireState.Paused && tripwire.Alarm is { } alarm && known is null)
        {
            // Whose it is has to be known where this process ends before it is answered.
            LookForRuns(atOnce: true);
            Remember(atOnce: true);
            var tripped = new TrippedMount
            {
                Id = record.Id,
                Source = record.Source,
                Machine = record.Machine,
                At = alarm.At,
                Lost = alarm.Lost,
                Examples = alarm.Examples,
                Run = _runs is [var only] ? only : null,
                BackupFolder = record.BackupFolder,
            };
            tripwires.Save(tripped);
            return Task.Run(() => SaveStates(tripped, alarm));
        }

        // Whoever served it before was ended in the middle of it.
        if (known is { IsSaved: false } && tripwire.Alarm is { } before)
            return Task.Run(() => SaveStates(known, before));
        if (known is null || tripwires.WordOf(known) is not { } word)
            return Task.CompletedTask;
        if (word.Answer == TripwireAnswer.Continue)
        {
            tripwires.Remove(record.Id);
            tripwire.Release();
        }
        else if (tripwire.State != TripwireState.Refusing)
        {
            tripwire.Refuse();
        }

        return Task.CompletedTask;
    }

    private void SaveStates(TrippedMount tripped, TripwireAlarm alarm)
    {
        TrippedMount saved = tripped;
        try
        {
            if (record.BackupFolder is { } backups)
                saved = SaveStates(tripped, new SnapshotStore(new SnapshotStoreSpec { Source = record.Source, BackupFolder = backups }, time), alarm.Since);
        }
        catch (Exception error) when (error is KitException or IOException or UnauthorizedAccessException)
        {
            saved = (tripwires.Find(record.Id) ?? tripped) with
            {
                CauseEnglish = error is KitException kit ? kit.Cause.English : error.Message,
                CauseRussian = error is KitException localized ? localized.Cause.Russian : error.Message,
            };
        }

        while (!TryFinish(saved))
            Thread.Sleep(Pace);
    }

    /// <summary>False: the disk is full.</summary>
    private bool TryFinish(TrippedMount saved)
    {
        try
        {
            // Somebody who was quicker has taken it away again.
            if (tripwires.Find(record.Id) is not null)
                tripwires.Save(saved with { IsSaved = true });
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private TrippedMount SaveStates(TrippedMount tripped, SnapshotStore snapshots, DateTimeOffset since)
    {
        SnapshotInfo? good = snapshots.List().LastOrDefault(one => one.State == ManifestState.Good && (one.Facts is null || one.Facts.TakenAt <= since));
        if (good is not null)
        {
            if (!good.IsPinned)
                snapshots.Pin(good.Id, $"the last one before {tripped.Lost} files were lost at once", "tripwire", null, CancellationToken.None);
            tripped = tripped with { GoodSnapshot = good.Id };
            tripwires.Save(tripped);
        }

        var request = new SnapshotRequest
        {
            Reason = SnapshotReason.Burst,
            RunId = tripped.Run,
            FrozenRules = good is null ? null : snapshots.RulesOf(good.Id, CancellationToken.None),
            AcceptsMassDeletion = true,
        };
        return tripped with { Snapshot = snapshots.Create(request, null, CancellationToken.None).Snapshot.Id };
    }
}
