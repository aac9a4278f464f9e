using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>What every run begins with, attached or not.</summary>
internal static class RunOpening
{
    /// <summary>What is written down of a run before anything of it begins: this process watches it.</summary>
    public static RunRecord RecordOf(AgentRunParts parts, RunPlan plan) => new()
    {
        Id = parts.Runs.NewId(),
        Agent = plan.Agent.Name,
        Machine = plan.Machine.Name,
        Folder = plan.Folder.Source,
        BackupFolder = plan.WithBackups ? plan.Folder.BackupFolder : null,
        StartedAt = parts.Time.GetUtcNow(),
        Watcher = ProcessIdentity.Of(Environment.ProcessId),
    };

    /// <summary>Closes the record of a run that failed on its way.</summary>
    public static void GiveUp(AgentRunParts parts, RunRecord record)
    {
        parts.Runs.Save((parts.Runs.Find(record.Id) ?? record) with { EndedAt = parts.Time.GetUtcNow() });
        parts.Mounts.ForgetEnded(record);
    }

    /// <summary>The snapshots around a run; null: it was asked for without.</summary>
    public static RunBackups? BackupsOf(AgentRunParts parts, RunRecord run, RunTerms terms)
    {
        if (run.BackupFolder is null)
            return null;
        string mount = MountStore.IdOf(run.Folder, run.Machine);
        IChangeHints hints = terms.OnBursts ? new FolderHints(run.Folder, () => parts.MountStore.Changes(mount), parts.Time) : new NoHints(parts.Time);
        return new RunBackups(new SnapshotStore(terms.Store(run.Folder, run.BackupFolder), parts.Time), terms.Rhythm, hints, parts.Time, run.Id) { HandOver = new RunHandOver(parts.Folders, parts.Runs, run.Folder, run.Id) };
    }

    /// <summary>Starts the VM and takes the first snapshot at the same time: neither needs the other.</summary>
    /// <param name="parts">What it works with.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="backups">Takes the snapshot; null: none is taken.</param>
    /// <param name="whenReady">Called as soon as the VM answers, whether or not the snapshot was taken; it must not start the agent.</param>
    /// <param name="progress">Told of both.</param>
    /// <param name="cancellation">Gives both up.</param>
    public static async Task<SshConnection> ReadyAsync(
        AgentRunParts parts, RunPlan plan, RunBackups? backups, Action<SshConnection> whenReady, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        // The run is on record: nobody begins to stop the VM as idle any more. Who had begun is waited for.
        (await parts.Use.ShareAsync(plan.Machine.Name, cancellation).ConfigureAwait(false)).Dispose();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var snapshotProgress = new LateProgress();
        Task snapshot = backups is null || (plan.WithoutFirstBackup && backups.TryGoOnFromNewest(either.Token)) ? Task.CompletedTask : backups.BeforeAsync(snapshotProgress, either.Token);
        Task<SshConnection> machine = MachineAsync(parts, plan, whenReady, progress, either.Token);
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

    private static async Task<SshConnection> MachineAsync(AgentRunParts parts, RunPlan plan, Action<SshConnection> whenReady, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SshConnection guest = await parts.Machines.ReadyAsync(plan.Machine, progress, cancellation).ConfigureAwait(false);
        whenReady(guest);
        return guest;
    }
}
