using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>Answers for agents that a tripwire has stopped, from wherever they are given.</summary>
public sealed class TripwireOrders(TripwireStore store, RunStore runs, RunOrders orders, FolderRestore restore, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200), AgentPatience = TimeSpan.FromSeconds(5), ClosePatience = TimeSpan.FromMinutes(10);

    public IReadOnlyList<TrippedMount> All() => store.All();

    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>: nothing waits there.</exception>
    public TrippedMount Require(string mount) => store.Find(mount) is { } tripped && store.Waits(tripped) ? tripped : throw NothingWaits();

    /// <summary>The runs that share the mount: all of them are held, and undoing ends them all.</summary>
    public IReadOnlyList<RunRecord> Working(TrippedMount tripped) => [.. runs.Live().Where(run => IsThere(run, tripped))];

    /// <summary>Somebody has said to undo it: what is held was refused.</summary>
    public bool IsBeingUndone(TrippedMount tripped) => store.WordOf(tripped) is { Answer: TripwireAnswer.Undo };

    /// <summary>Lets the agent go on, also after an undoing that could not be done.</summary>
    public void Continue(TrippedMount tripped) => store.Answer(tripped, TripwireAnswer.Continue);

    /// <summary>What keeps it from being undone, found out before anything is done about it; null: nothing does.</summary>
    public KitException? WhyNotUndo(TrippedMount tripped)
    {
        TrippedMount now = store.Find(tripped.Id) is { } found && found.At == tripped.At ? found : tripped;
        if (!now.IsSaved)
            return StillSaving(now);
        if (now is not { BackupFolder: not null, GoodSnapshot: not null })
            return NoWayBack(now);
        return runs.Live().FirstOrDefault(run => !IsThere(run, now) && Overlap(run.Folder, now.Source)) is { } other ? InTheWay(now, other) : null;
    }

    /// <summary>Ends the agents that work there, takes their last snapshots, and puts the folder back as it was before the alarm.</summary>
    /// <param name="tripped">What waits.</param>
    /// <param name="progress">Of all of it.</param>
    /// <param name="cancellation">Gives the restoring up; the agent is ended all the same.</param>
    /// <exception cref="KitException">As <see cref="WhyNotUndo"/>, and then nothing has happened; as <see cref="RestoreAsync"/>.</exception>
    public async Task<RestoreOutcome> UndoAsync(TrippedMount tripped, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        for (long begin = time.GetTimestamp(); !tripped.IsSaved && time.GetElapsedTime(begin) < ClosePatience;)
        {
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
            tripped = store.Find(tripped.Id) is { } now && now.At == tripped.At ? now : throw NothingWaits();
        }

        if (!store.IsStill(tripped) || !store.Waits(tripped))
            throw NothingWaits();
        if (WhyNotUndo(tripped) is { } why)
            throw why;
        store.Answer(tripped, TripwireAnswer.Undo);
        return await RestoreAsync(tripped, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Puts the folder back, when it was said to undo it: ends who still works there first, whose changes were held as well.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotMissing"/>; as <see cref="FolderRestore"/>.</exception>
    public async Task<RestoreOutcome> RestoreAsync(TrippedMount tripped, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (tripped is not { BackupFolder: { } backups, GoodSnapshot: { } good })
            throw NoWayBack(tripped);
        IReadOnlyList<RunRecord> working = Working(tripped);
        foreach (RunRecord run in working.Where(run => run.IsDetached))
            await orders.EndAsync(run, AgentPatience, progress, cancellation).ConfigureAwait(false);
        // Those with a terminal hear of it themselves.
        if (working.Any(run => !run.IsDetached))
            progress.Report(new WorkProgress(new Text("waiting for the end of the run", "жду окончания запуска")));
        for (long begin = time.GetTimestamp(); working.Any(run => runs.Find(run.Id) is { IsLive: true }) && time.GetElapsedTime(begin) < ClosePatience;)
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
        try
        {
            return await restore.RunAsync(new ProtectedFolder(tripped.Source, backups, null), new RestoreRequest { Id = good }, new RestoreTerms(), progress, cancellation).ConfigureAwait(false);
        }
        catch (KitException busy) when (busy.Code == ErrorCode.Busy)
        {
            // The mount may be gone with its runs, and the alarm with it.
            string later = new StorePlace(tripped.Source, backups).Command("backup restore", good);
            throw new KitException(busy.Code, busy.What, busy.Cause, new Text($"{busy.Fix.English}\nthen: {later}", $"{busy.Fix.Russian}\nзатем: {later}"), busy);
        }
    }

    private static bool IsThere(RunRecord run, TrippedMount tripped) => run.Machine == tripped.Machine && run.Folder == tripped.Source;

    private static bool Overlap(string one, string other) => FolderFinder.IsAtOrBeneath(one, other) || FolderFinder.IsAtOrBeneath(other, one);

    private static Text Refused(TrippedMount tripped) =>
        new($"{Printable.Escape(tripped.Source)} can not be put back", $"{Printable.Escape(tripped.Source)} нельзя вернуть в прежний вид");

    private static KitException NothingWaits() => new(
        ErrorCode.UnknownName,
        new Text("nothing waits for an answer there", "там ничего не ждёт ответа"),
        new Text("no agent in that folder has been stopped by a tripwire, or somebody has answered", "в этой папке tripwire никого не остановил, или на него уже ответили"),
        Text.Verbatim("agsekit tripwire list"));

    private static KitException StillSaving(TrippedMount tripped) => new(
        ErrorCode.Busy,
        Refused(tripped),
        new Text("its state is still being saved", "её состояние ещё сохраняется"),
        new Text("wait a moment and answer again: the agent waits too", "подождите немного и ответьте снова: агент тоже ждёт"));

    private static KitException NoWayBack(TrippedMount tripped) => new(
        ErrorCode.SnapshotMissing,
        Refused(tripped),
        tripped.CauseEnglish is null
            ? new Text("there is no snapshot from before", "снимка, сделанного раньше, нет")
            : new Text(tripped.CauseEnglish, tripped.CauseRussian ?? tripped.CauseEnglish),
        new Text("agsekit tripwire continue lets the agent go on; agsekit stop ends a detached one", "agsekit tripwire continue — пусть агент продолжает; agsekit stop завершит отсоединённого"));

    /// <summary>It works in the same files by another mount, so its changes are not held, and it would be restored under.</summary>
    private static KitException InTheWay(TrippedMount tripped, RunRecord other)
    {
        string folder = Printable.Escape(other.Folder), ending = other.IsDetached || other.Watcher is not { } watcher ? $"agsekit stop {other.Id}" : $"kill {watcher.Id}";
        return new KitException(
            ErrorCode.Busy,
            Refused(tripped),
            new Text(
                $"the agent '{other.Agent}' works in {folder} too, in VM '{other.Machine}' (run {other.Id}), and is not held",
                $"агент «{other.Agent}» тоже работает в {folder}, в ВМ «{other.Machine}» (запуск {other.Id}), и он не остановлен"),
            new Text($"end it with '{ending}', then answer again", $"завершите его командой «{ending}», затем ответьте снова"));
    }
}
