using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// One run of an agent from the first snapshot to the review: VM up, folder mounted, agent started with the user's terminal, folder snapshotted while it works, agent's leftovers ended, folder
/// unmounted, last snapshot taken. Whatever goes wrong, the steps that were done are undone and the run's record is closed.
/// </summary>
public sealed class AgentRun(AgentRunParts parts)
{
    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastSnapshotPatience = TimeSpan.FromMinutes(5);

    /// <param name="plan">What to do.</param>
    /// <param name="terminal">Whether the agent gets a terminal: when we have one.</param>
    /// <param name="progress">For the time before the agent starts and after it has ended.</param>
    /// <param name="beforeStart">Called right before the agent gets the terminal: nothing may be printed from then on until it has ended.</param>
    /// <param name="cancellation">Ends the agent; the last snapshot is taken all the same.</param>
    public async Task<RunOutcome> RunAsync(RunPlan plan, bool terminal, IProgress<WorkProgress> progress, Action beforeStart, CancellationToken cancellation)
    {
        using FileLock share = parts.Folders.Share(plan.Folder.Source);
        Dictionary<string, string> variables = new(await parts.Secrets.ReadAsync(plan.Agent, cancellation).ConfigureAwait(false), StringComparer.Ordinal);
        var record = new RunRecord
        {
            Id = parts.Runs.NewId(),
            Agent = plan.Agent.Name,
            Machine = plan.Machine.Name,
            Folder = plan.Folder.Source,
            BackupFolder = plan.WithBackups ? plan.Folder.BackupFolder : null,
            StartedAt = parts.Time.GetUtcNow(),
            Watcher = ProcessIdentity.Of(Environment.ProcessId),
        };
        parts.Runs.Save(record);
        try
        {
            return await RunRecordedAsync(plan, record, variables, terminal, progress, beforeStart, cancellation).ConfigureAwait(false);
        }
        catch
        {
            parts.Runs.Save((parts.Runs.Find(record.Id) ?? record) with { EndedAt = parts.Time.GetUtcNow() });
            throw;
        }
    }

    private async Task<RunOutcome> RunRecordedAsync(
        RunPlan plan, RunRecord record, Dictionary<string, string> variables, bool terminal, IProgress<WorkProgress> progress, Action beforeStart, CancellationToken cancellation)
    {
        using RunBackups? backups = plan.WithBackups ? BackupsOf(plan, record.Id) : null;
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
        SshConnection guest = await PrepareAsync(plan, backups, progress, cancellation).ConfigureAwait(false);
        record = record with { BeforeSnapshot = backups?.BeforeSnapshot };
        parts.Runs.Save(record);

        GuestExit exit;
        DateTimeOffset started;
        progress.Report(new WorkProgress(new Text("mounting the folder", "подключаю папку")));
        MountLease lease = await parts.Mounts.UseAsync(plan.Wish, cancellation).ConfigureAwait(false);
        try
        {
            plan.RequireAllowed(parts.MountStore.All(), parts.Runs.Live());
            var launch = new AgentLaunch(guest, record.Id);
            await launch.DeliverAsync(plan.GuestFolder, plan.Command, variables, cancellation).ConfigureAwait(false);
            using var working = new CancellationTokenSource();
            Task snapshots = backups?.WhileRunningAsync(working.Token) ?? Task.CompletedTask;
            started = parts.Time.GetUtcNow();
            beforeStart();
            try
            {
                exit = await launch.WaitAsync(terminal, cancellation).ConfigureAwait(false);
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
            record = await TakeLastAsync(backups, record, progress, cancellation).ConfigureAwait(false);
            parts.Runs.Save(record);
        }

        record = record with { ExitCode = exit.Code };
        parts.Runs.Save(record);
        ReviewReport? review = ReviewOf(backups, record);
        return new RunOutcome(record, exit, review, backups?.Notes ?? [], record.EndedAt!.Value - started);
    }

    /// <summary>Starts the VM and takes the first snapshot at the same time: neither needs the other.</summary>
    private async Task<SshConnection> PrepareAsync(RunPlan plan, RunBackups? backups, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var snapshotProgress = new LateProgress();
        Task snapshot = backups is null ? Task.CompletedTask : backups.BeforeAsync(snapshotProgress, either.Token);
        Task<SshConnection> machine = parts.Machines.ReadyAsync(plan.Machine, progress, either.Token);
        // The first to fail stops the other, and it is its failure the user hears of.
        Task first = await Task.WhenAny(snapshot, machine).ConfigureAwait(false);
        if (first.IsFaulted || first.IsCanceled)
            await either.CancelAsync().ConfigureAwait(false);
        else if (first == machine)
            snapshotProgress.Target = progress;
        Task second = first == machine ? snapshot : machine;
        await Task.WhenAny(second).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        await second.ConfigureAwait(false);
        return await machine.ConfigureAwait(false);
    }

    private RunBackups BackupsOf(RunPlan plan, string runId)
    {
        var rhythm = new BackupLoopSpec { Interval = plan.Mount.Interval, OnBursts = plan.Mount.Continuous };
        IChangeHints hints = plan.Mount.Continuous ? new FolderHints(plan.Folder.Source, () => parts.MountStore.Changes(plan.Wish.Id), parts.Time) : new NoHints(parts.Time);
        return new RunBackups(new SnapshotStore(plan.Folder.Spec, parts.Time), rhythm, hints, parts.Time, runId) { HandOver = new RunHandOver(parts.Folders, parts.Runs, plan.Folder.Source, runId) };
    }

    /// <summary>
    /// The state the agent left, with the folder out of every guest's hands: what escaped from the agent's session can not write into it meanwhile. A snapshot that fails is a note: the agent's exit code and what can be
    /// said of its changes are not lost with it.
    /// </summary>
    private async Task<RunRecord> TakeLastAsync(RunBackups? backups, RunRecord record, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (backups is null)
            return record;
        MountPause? pause = await parts.Mounts.TryPauseAsync(record.Folder).ConfigureAwait(false);
        try
        {
            if (pause is null)
                backups.Note(new Text("another run works in this folder: what it changes is in this review too", "в этой папке работает ещё один запуск: его изменения тоже в этом обзоре"));
            await backups.FinishAsync().ConfigureAwait(false);
            using var patience = new CancellationTokenSource(LastSnapshotPatience);
            try
            {
                // Interrupted a second time the user gives it up; after the first time it must not take for ever.
                return record with { AfterSnapshot = backups.After(progress, cancellation.IsCancellationRequested ? patience.Token : cancellation) };
            }
            catch (Exception error) when (error is KitException or OperationCanceledException)
            {
                Text why = error is KitException failure ? failure.Cause : new Text("it was given up", "от него отказались");
                backups.Note(new Text($"the last snapshot was not taken: {why.English}", $"последний снимок не сделан: {why.Russian}"));
                return record;
            }
        }
        finally
        {
            if (pause is not null)
                await pause.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ReviewReport? ReviewOf(RunBackups? backups, RunRecord record) =>
        backups is null ? null : ReviewBuilder.Build(record, backups.ChangesUntil(record.AfterSnapshot, CancellationToken.None));
}
