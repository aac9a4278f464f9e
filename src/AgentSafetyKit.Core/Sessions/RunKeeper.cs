using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Watches one detached run for as long as its process lives: keeps the folder mounted and saved, sees the agent's end, and closes the run: last log, folder taken away, last snapshot. All it knows comes from the run's
/// record, so that any other process can go on where this one was killed. Asked to end, it leaves the run to the next one.
/// </summary>
/// <param name="parts">What it works with.</param>
/// <param name="machines">The engines.</param>
public sealed class RunKeeper(AgentRunParts parts, IVirtualMachineProvider machines)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan MountPace = TimeSpan.FromSeconds(2);

    private MountLease? _lease;
    private string _knownLog = "";

    /// <summary>Returns when the run is closed, when another process watches it, or when cancelled: the run goes on then.</summary>
    public async Task KeepAsync(string id, CancellationToken cancellation)
    {
        using FileLock? mine = await FileLock.TryTakeSoonAsync(parts.Runs.KeeperLock(id), parts.Time, cancellation).ConfigureAwait(false);
        if (mine is null || parts.Runs.Find(id) is not { IsAdoptable: true } run)
            return;
        using FileLock share = await ShareAsync(run.Folder, cancellation).ConfigureAwait(false);
        using RunBackups? backups = RunOpening.BackupsOf(parts, run, run.Terms!);
        try
        {
            await KeepAsync(run, backups, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The agent lives, the mount stays; the next command of ours goes on.
        }
    }

    private async Task KeepAsync(RunRecord run, RunBackups? backups, CancellationToken cancellation)
    {
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task meanwhile = Task.CompletedTask;
        try
        {
            GuestVerdict verdict = await WatchAsync(run, Begin, cancellation).ConfigureAwait(false);
            await working.CancelAsync().ConfigureAwait(false);
            await meanwhile.ConfigureAwait(false);
            await CloseAsync(run, verdict, backups).ConfigureAwait(false);
        }
        finally
        {
            await working.CancelAsync().ConfigureAwait(false);
            await meanwhile.ConfigureAwait(false);
        }

        // The agent lives: its folder is mounted (where the guest answers), and whoever waits for us is told.
        async Task Begin()
        {
            MountWish wish = run.Terms!.Wish(run);
            await MountAsync(wish, cancellation).ConfigureAwait(false);
            parts.Runs.Save(run with { Watcher = ProcessIdentity.Of(Environment.ProcessId) });
            backups?.GoOn(run.BeforeSnapshot, cancellation);
            meanwhile = Task.WhenAll(
                backups?.WhileRunningAsync(working.Token) ?? Task.CompletedTask,
                KeepMountedAsync(wish, working.Token));
        }
    }

    /// <summary>Until the agent has ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="begin">Called once: the agent lives, or may.</param>
    /// <param name="cancellation">Leaves it.</param>
    private async Task<GuestVerdict> WatchAsync(RunRecord run, Func<Task> begin, CancellationToken cancellation)
    {
        bool begun = false;
        var pauses = new BackOff(ShortestPause, TimeSpan.FromSeconds(5));
        while (true)
        {
            try
            {
                SshConnection guest = await machines.ConnectAsync(run.Machine, cancellation).ConfigureAwait(false);
                var launch = new DetachedLaunch(guest, run.Id);
                GuestVerdict verdict = begun
                    ? await launch.WaitAsync(run.Guest!, cancellation).ConfigureAwait(false)
                    : await launch.LookAsync(run.Guest!, cancellation).ConfigureAwait(false);
                if (verdict.State != GuestVerdictState.Alive)
                    return verdict;
                if (begun)
                    await KeepLogSoFarAsync(launch, run.Id, cancellation).ConfigureAwait(false);
                pauses.Reset();
            }
            catch (KitException)
            {
                if (await IsOffAsync(run.Machine, cancellation).ConfigureAwait(false))
                    return new GuestVerdict(GuestVerdictState.MachineOff, null);
                await Task.Delay(pauses.Next(), parts.Time, cancellation).ConfigureAwait(false);
            }

            if (!begun)
                await begin().ConfigureAwait(false);
            begun = true;
        }
    }

    private async Task<bool> IsOffAsync(string machine, CancellationToken cancellation)
    {
        try
        {
            return await machines.FindAsync(machine, cancellation).ConfigureAwait(false) is not { State: not MachineState.Stopped };
        }
        catch (KitException)
        {
            // Nobody knows how it is: the agent may live.
            return false;
        }
    }

    /// <summary>The process that serves the mount may be killed, or have given up; while the agent lives there is to be one.</summary>
    private async Task KeepMountedAsync(MountWish wish, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(MountPace, parts.Time, cancellation).ConfigureAwait(false);
                if (parts.MountStore.ServerOf(wish.Id) == 0)
                    await MountAsync(wish, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // As asked.
        }
    }

    /// <summary>Mounts the folder where the guest answers; where it does not, it is tried again later.</summary>
    private async Task MountAsync(MountWish wish, CancellationToken cancellation)
    {
        try
        {
            MountLease lease = await parts.Mounts.UseAsync(wish, cancellation).ConfigureAwait(false);
            Interlocked.Exchange(ref _lease, lease)?.Release();
        }
        catch (KitException)
        {
            // The mount's record says why, and 'mounts' shows it.
        }
    }

    /// <summary>From here on nothing is left to the next one unless we are killed.</summary>
    private async Task CloseAsync(RunRecord run, GuestVerdict verdict, RunBackups? backups)
    {
        run = (parts.Runs.Find(run.Id) ?? run) with { ExitCode = verdict.Code ?? parts.Runs.Find(run.Id)?.ExitCode };
        if (RunWhy.Of(verdict.State, run.Machine) is { } why)
            run = run with { CauseEnglish = why.English, CauseRussian = why.Russian };
        parts.Runs.Save(run with { Watcher = ProcessIdentity.Of(Environment.ProcessId) });
        if (verdict.State != GuestVerdictState.MachineOff)
            await KeepLogAsync(run).ConfigureAwait(false);
        DateTimeOffset ended = parts.Time.GetUtcNow();
        _lease?.Release();
        await parts.Mounts.UnmountIfUnusedAsync(MountStore.IdOf(run.Folder, run.Machine)).ConfigureAwait(false);
        if (backups is { BeforeSnapshot: null })
            backups.GoOn(run.BeforeSnapshot, CancellationToken.None);
        run = await RunClosing.TakeLastAsync(parts.Mounts, backups, run, NoProgress.Instance, CancellationToken.None).ConfigureAwait(false);
        parts.Runs.Save(run with { EndedAt = ended, Notes = [.. (backups?.Notes ?? []).Select(RunNote.Of)] });
        parts.Mounts.ForgetEnded(run);
        await parts.Away.BringBackAsync(run.Machine).ConfigureAwait(false);
        parts.Runs.RemoveKeeperFiles(run.Id);
    }

    /// <summary>A VM that breaks down takes its disk with it, for as long as it is off: what the agent printed until a moment before is with us.</summary>
    private async Task KeepLogSoFarAsync(DetachedLaunch launch, string id, CancellationToken cancellation)
    {
        (string known, byte[]? log) = await launch.LogSinceAsync(_knownLog, cancellation).ConfigureAwait(false);
        try
        {
            if (log is { Length: > 0 })
                parts.Runs.SaveLog(id, log);
            _knownLog = known;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk: the agent goes on, and it is tried again.
        }
    }

    private async Task KeepLogAsync(RunRecord run)
    {
        try
        {
            SshConnection guest = await machines.ConnectAsync(run.Machine, CancellationToken.None).ConfigureAwait(false);
            byte[] log = await new DetachedLaunch(guest, run.Id).EndAsync(run.Guest).ConfigureAwait(false);
            if (log.Length > 0)
                parts.Runs.SaveLog(run.Id, log);
        }
        catch (KitException)
        {
            // The VM went off at the same moment; what it printed until shortly before is kept.
        }
    }

    private async Task<FileLock> ShareAsync(string folder, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return parts.Folders.Share(folder);
            }
            catch (KitException busy) when (busy.Code == ErrorCode.Busy)
            {
                await Task.Delay(ShortestPause, parts.Time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
