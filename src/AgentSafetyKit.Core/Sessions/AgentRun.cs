using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// One run of an agent from the first snapshot to the review: VM up, folder mounted, agent started with the user's terminal, folder snapshotted while it works, agent's leftovers ended, folder
/// unmounted, last snapshot taken. Whatever goes wrong, the steps that were done are undone and the run's record is closed.
/// </summary>
public sealed class AgentRun(AgentRunParts parts)
{
    /// <summary>As of a program that was interrupted at its terminal.</summary>
    private const int UndoneCode = 130;

    /// <summary>Asks the user what to do about an agent that the tripwire has stopped, until it is known (the function); with the program that has the terminal. Null: nobody is there to be asked.</summary>
    public Func<TrippedMount, ChildProcess?, Func<bool>, CancellationToken, Task<TripwireAnswer?>>? Ask { get; init; }

    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(20);

    /// <param name="plan">What to do.</param>
    /// <param name="terminal">Whether the agent gets a terminal: when we have one.</param>
    /// <param name="progress">For the time before the agent starts and after it has ended.</param>
    /// <param name="beforeStart">Called right before the agent gets the terminal: nothing may be printed from then on until it has ended.</param>
    /// <param name="cancellation">Ends the agent; the last snapshot is taken all the same.</param>
    public async Task<RunOutcome> RunAsync(RunPlan plan, bool terminal, IProgress<WorkProgress> progress, Action beforeStart, CancellationToken cancellation)
    {
        using FileLock share = parts.Folders.Share(plan.Folder.Source);
        Dictionary<string, string> variables = new(await parts.Secrets.ReadAsync(plan.Agent, cancellation).ConfigureAwait(false), StringComparer.Ordinal);
        RunRecord record = RunOpening.RecordOf(parts, plan);
        parts.Runs.Save(record);
        try
        {
            return await RunRecordedAsync(plan, record, variables, terminal, progress, beforeStart, cancellation).ConfigureAwait(false);
        }
        catch
        {
            RunOpening.GiveUp(parts, record);
            throw;
        }
        finally
        {
            await parts.Away.BringBackAsync(record.Machine).ConfigureAwait(false);
        }
    }

    private async Task<RunOutcome> RunRecordedAsync(
        RunPlan plan, RunRecord record, Dictionary<string, string> variables, bool terminal, IProgress<WorkProgress> progress, Action beforeStart, CancellationToken cancellation)
    {
        using RunBackups? backups = RunOpening.BackupsOf(parts, record, RunTerms.Of(plan));
        try
        {
            return await RunProtectedAsync(plan, record, backups, variables, terminal, progress, beforeStart, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (backups is not null)
                await backups.FinishAsync().ConfigureAwait(false);
        }
    }

    private async Task<RunOutcome> RunProtectedAsync(
        RunPlan plan, RunRecord record, RunBackups? backups, Dictionary<string, string> variables, bool terminal, IProgress<WorkProgress> progress, Action beforeStart, CancellationToken cancellation)
    {
        var launch = new AttachedLaunch(plan, record.Id, variables, parts.Agents, progress);
        try
        {
            SshConnection guest = await RunOpening.ReadyAsync(parts, plan, backups, ready => launch.Begin(ready, cancellation), progress, cancellation).ConfigureAwait(false);
            record = record with { BeforeSnapshot = backups?.BeforeSnapshot };
            parts.Runs.Save(record);
            return await RunMountedAsync(plan, record, backups, launch, guest, terminal, progress, beforeStart, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // The sooner the better: secrets may have been delivered. Where the agent has run, it is done already.
            await launch.EndAsync(CleanUpPatience).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<RunOutcome> RunMountedAsync(
        RunPlan plan, RunRecord record, RunBackups? backups, AttachedLaunch launch, SshConnection guest, bool terminal, IProgress<WorkProgress> progress, Action beforeStart, CancellationToken cancellation)
    {
        GuestExit exit;
        UndoneRun? undone;
        DateTimeOffset started;
        progress.Report(new WorkProgress(new Text("mounting the folder", "подключаю папку")));
        await parts.Away.SendAsync(plan).ConfigureAwait(false);
        MountLease lease = await parts.Mounts.UseAsync(plan.Wish, cancellation).ConfigureAwait(false);
        try
        {
            plan.RequireAllowed(parts.MountStore.All(), parts.Runs.Live(), isSent: true);
            using var working = new CancellationTokenSource();
            Task snapshots = backups?.WhileRunningAsync(working.Token) ?? Task.CompletedTask;
            started = parts.Time.GetUtcNow();
            try
            {
                (exit, undone) = await WaitAsync(launch, lease.Id, guest, terminal, beforeStart, cancellation).ConfigureAwait(false);
            }
            finally
            {
                await launch.EndAsync(CleanUpPatience).ConfigureAwait(false);
                await working.CancelAsync().ConfigureAwait(false);
                await snapshots.ConfigureAwait(false);
            }
        }
        finally
        {
            record = record with { EndedAt = parts.Time.GetUtcNow() };
            await lease.DisposeAsync().ConfigureAwait(false);
            record = await RunClosing.TakeLastAsync(parts.Mounts, backups, record, progress, cancellation).ConfigureAwait(false);
            parts.Runs.Save(record);
            parts.Mounts.ForgetEnded(record);
        }

        record = record with { ExitCode = exit.Code };
        parts.Runs.Save(record);
        ReviewReport? review = ReviewOf(backups, record);
        return new RunOutcome(record, exit, review, backups?.Notes ?? [], record.EndedAt!.Value - started) { Undone = undone };
    }

    /// <summary>Until the agent has ended, or is to be because its user wants it undone.</summary>
    private async Task<(GuestExit Exit, UndoneRun? Undone)> WaitAsync(AttachedLaunch launch, string mount, SshConnection guest, bool terminal, Action beforeStart, CancellationToken cancellation)
    {
        using var working = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<UndoneRun?> vigil = new TripwireVigil(parts.Tripwires, mount, parts.Time).WatchAsync(
            (tripped, isAnswered, over) => Ask is null ? Task.FromResult<TripwireAnswer?>(null) : Ask(tripped, launch.Program, isAnswered, over), working.Token);
        Task end = EndWhenUndoneAsync(vigil, ending);
        try
        {
            return (await launch.WaitAsync(guest, terminal, beforeStart, ending.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && vigil.IsCompletedSuccessfully)
        {
            return (new GuestExit(UndoneCode), await vigil.ConfigureAwait(false));
        }
        finally
        {
            await working.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(vigil).ConfigureAwait(false);
            await end.ConfigureAwait(false);
        }
    }

    private static async Task EndWhenUndoneAsync(Task<UndoneRun?> vigil, CancellationTokenSource ending)
    {
        try
        {
            if (await vigil.ConfigureAwait(false) is not null)
                await ending.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk: the answer can be given by a command.
        }
    }

    private ReviewReport? ReviewOf(RunBackups? backups, RunRecord record) =>
        backups is null ? null : ReviewBuilder.Build(record, backups.ChangesUntil(record.AfterSnapshot, CancellationToken.None)) with { Refused = RunRefusals.Of(record, parts.MountStore) };
}
