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
    public TrippedMount Require(string mount) => store.WordOf(mount) is null && store.Find(mount) is { } tripped ? tripped : throw new KitException(
        ErrorCode.UnknownName,
        new Text("nothing waits for an answer there", "там ничего не ждёт ответа"),
        new Text("no agent in that folder has been stopped by a tripwire, or somebody has answered", "в этой папке tripwire никого не остановил, или на него уже ответили"),
        Text.Verbatim("agsekit tripwire list"));

    /// <summary>Lets the agent go on.</summary>
    public void Continue(TrippedMount tripped) => store.Answer(tripped.Id, TripwireAnswer.Continue);

    /// <summary>Ends the agents that work there, takes their last snapshots, and puts the folder back as it was before the alarm.</summary>
    /// <param name="tripped">What waits.</param>
    /// <param name="progress">Of all of it.</param>
    /// <param name="cancellation">Gives the restoring up; the agent is ended all the same.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotMissing"/>: there is nothing to go back to; as <see cref="FolderRestore"/>.</exception>
    public async Task<RestoreOutcome> UndoAsync(TrippedMount tripped, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        for (long begin = time.GetTimestamp(); !tripped.IsSaved && time.GetElapsedTime(begin) < ClosePatience; tripped = store.Find(tripped.Id) ?? tripped)
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
        (ProtectedFolder folder, string good) = RequireGood(tripped);
        store.Answer(tripped.Id, TripwireAnswer.Undo);
        List<RunRecord> working = [.. runs.Live().Where(run => run.Machine == tripped.Machine && run.Folder == tripped.Source)];
        foreach (RunRecord run in working.Where(run => run.IsDetached))
            await orders.EndAsync(run, AgentPatience, progress, cancellation).ConfigureAwait(false);
        progress.Report(new WorkProgress(new Text("waiting for the end of the run", "жду окончания запуска")));
        for (long begin = time.GetTimestamp(); working.Any(run => runs.Find(run.Id) is { IsLive: true }) && time.GetElapsedTime(begin) < ClosePatience;)
            await Task.Delay(Pace, time, cancellation).ConfigureAwait(false);
        return await RestoreAsync(folder, good, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Puts the folder back, when nothing works there any more.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotMissing"/>; as <see cref="FolderRestore"/>.</exception>
    public Task<RestoreOutcome> RestoreAsync(TrippedMount tripped, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        (ProtectedFolder folder, string good) = RequireGood(tripped);
        return RestoreAsync(folder, good, progress, cancellation);
    }

    private Task<RestoreOutcome> RestoreAsync(ProtectedFolder folder, string good, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        restore.RunAsync(folder, new RestoreRequest { Id = good }, new RestoreTerms(), progress, cancellation);

    private static (ProtectedFolder Folder, string Good) RequireGood(TrippedMount tripped) => tripped is { BackupFolder: { } backups, GoodSnapshot: { } good }
        ? (new ProtectedFolder(tripped.Source, backups, null), good)
        : throw new KitException(
            ErrorCode.SnapshotMissing,
            new Text($"{Printable.Escape(tripped.Source)} can not be put back", $"{Printable.Escape(tripped.Source)} нельзя вернуть в прежний вид"),
            tripped.CauseEnglish is null
                ? new Text("there is no snapshot from before", "снимка, сделанного раньше, нет")
                : new Text(tripped.CauseEnglish, tripped.CauseRussian ?? tripped.CauseEnglish),
            new Text("agsekit tripwire continue lets the agent go on; agsekit stop ends a detached one", "agsekit tripwire continue — пусть агент продолжает; agsekit stop завершит отсоединённого"));
}
