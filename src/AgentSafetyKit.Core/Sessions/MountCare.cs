using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Journal;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// What goes on beside the serving of a mount: its changes are written down (<see cref="ChangeLog"/>) and counted for others to see; when its tripwire stops the guest, the last good snapshot is pinned, another one taken, and the user's
/// answer waited for.
/// </summary>
internal sealed class MountCare(MountRecord record, MountStore store, TripwireStore tripwires, RunStore runs, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200), RunsPace = TimeSpan.FromSeconds(1);

    private readonly ChangeTally _tally = new(time);
    private readonly ChangeBook _book = new(time);
    private readonly ChangeLog _log = new(store.JournalFile(record.Id));
    private List<string> _runs = [];
    private long _lookedAt;
    private bool _isFull;

    public IMountJournal Journal => new BothJournals(_tally, _book);

    /// <summary>Null: it is off, or nothing can be lost.</summary>
    public Tripwire? Tripwire { get; } = record is { Tripwire: { } limits, ReadOnly: false } ? new Tripwire(limits, time) : null;

    public RunLimits Limits { get; } = new(record.MaxRunBytes, record.MaxRunFiles, record.FreeToLeave, time);

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
    private void LookForRuns()
    {
        if (_lookedAt != 0 && time.GetElapsedTime(_lookedAt) < RunsPace)
            return;
        List<string> now = [.. runs.Live().Where(run => run.Machine == record.Machine && run.Folder == record.Source).Select(run => run.Id)];
        if (_lookedAt != 0 && now.Except(_runs).Any())
        {
            Tripwire?.Begin();
            Limits.Begin();
        }

        (_runs, _lookedAt) = (now, time.GetTimestamp());
    }

    /// <returns>Done when the snapshots that an alarm asks for are taken.</returns>
    private Task Attend(Tripwire tripwire)
    {
        TrippedMount? known = tripwires.Find(record.Id);
        if (tripwire.State == TripwireState.Paused && tripwire.Alarm is { } alarm && known is null)
        {
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
