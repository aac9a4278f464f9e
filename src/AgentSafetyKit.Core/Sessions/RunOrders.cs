using AgentSafetyKit.Agents;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>Runs that need no terminal, as whoever is not beside them orders them about: begun, found, ended.</summary>
public sealed class RunOrders(AgentDefinitions definitions, FolderRules rules, MountStore mounts, RunStore runs, AbandonedRuns abandoned, RunKeepers keepers, DetachedRun detached, IVirtualMachineProvider machines)
{
    /// <summary>A last snapshot of a large folder takes its time.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMinutes(6);

    /// <summary>For a VM to answer at all.</summary>
    private static readonly TimeSpan ReachPatience = TimeSpan.FromSeconds(10);

    /// <summary>Begins one; returns when its agent works, or has ended already.</summary>
    public async Task<RunRecord> StartAsync(KitConfig config, RunRequest request, string? name, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        await abandoned.ClearAsync(cancellation).ConfigureAwait(false);
        return await detached.StartAsync(Plan(config, request, name), name, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>What a run would mean; touches nothing.</summary>
    /// <exception cref="KitException">As <see cref="RunPlanner.Plan"/>; <see cref="ErrorCode.Usage"/>: the name can not be one.</exception>
    public RunPlan Plan(KitConfig config, RunRequest request, string? name)
    {
        if (name is not null)
            RunNames.Check(name);
        return new RunPlanner(config, definitions, rules, mounts.All(), runs.Live()).Plan(request);
    }

    /// <summary>Any run, by its id, a part of it that is its alone, or its name.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>, <see cref="ErrorCode.Usage"/>: there is none, or several.</exception>
    public RunRecord Require(string word) => RunNames.Resolve(word, runs.All());

    /// <summary>As <see cref="Require"/>, one without a terminal; watched again where nobody did.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.PolicyRefused"/>: it is somebody's terminal's.</exception>
    public async Task<RunRecord> RequireDetachedAsync(string word, CancellationToken cancellation)
    {
        string id = Require(word).Id;
        await abandoned.ClearAsync(cancellation).ConfigureAwait(false);
        return DetachedOf(id);
    }

    /// <summary>As it is now.</summary>
    /// <param name="id">In full, of a run there is.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.PolicyRefused"/>: it is somebody's terminal's.</exception>
    public RunRecord DetachedOf(string id)
    {
        RunRecord run = runs.Find(id)!;
        return run.IsDetached ? run : throw new KitException(
            ErrorCode.PolicyRefused,
            new Text($"run {run.Id} has a terminal of its own", $"у запуска {run.Id} свой терминал"),
            new Text("it was started without --detach: it is ended, and looked at, where it runs", "он запущен без --detach: смотреть на него и завершать его нужно там, где он работает"),
            run.Watcher is { } watcher && run.IsWatched ? new Text($"Ctrl+C there, or: kill {watcher.Id}", $"Ctrl+C там же или: kill {watcher.Id}") : Text.Verbatim($"agsekit review {run.Id}"));
    }

    /// <summary>Asks its agent to end, kills it after <paramref name="patience"/>, and waits for the last snapshot. One that has ended already stays as it is.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: its agent was not started yet, or the last snapshot still goes on.</exception>
    public async Task<RunRecord> EndAsync(RunRecord run, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (run.EndedAt is not null)
            return run;
        if (run.Guest is not { } process)
            throw Starting(run);
        progress.Report(new WorkProgress(new Text("ending the agent", "завершаю агента")));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience + ReachPatience);
        try
        {
            SshConnection guest = await machines.ConnectAsync(run.Machine, limit.Token).ConfigureAwait(false);
            await new DetachedLaunch(guest, run.Id).StopAsync(process, patience, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Silent(run);
        }

        return await WaitClosedAsync(run, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until one whose agent has ended is closed: its last snapshot taken.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: it is not after a while.</exception>
    public async Task<RunRecord> WaitClosedAsync(RunRecord run, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new WorkProgress(new Text("taking the last snapshot", "делаю последний снимок")));
        return await keepers.WaitClosedAsync(run, ClosePatience, cancellation).ConfigureAwait(false) ?? throw new KitException(
            ErrorCode.Busy,
            new Text($"run {run.Id} is not closed yet", $"запуск {run.Id} ещё не закрыт"),
            new Text("its agent has ended, and its last snapshot still goes on", "агент завершён, последний снимок ещё делается"),
            Text.Verbatim("agsekit ps"));
    }

    private static KitException Silent(RunRecord run) => new(
        ErrorCode.GuestUnreachable,
        new Text($"run {run.Id} was not ended", $"запуск {run.Id} не завершён"),
        new Text($"VM '{run.Machine}' does not answer", $"ВМ «{run.Machine}» не отвечает"),
        new Text($"try again, or end the VM with all that is in it: agsekit stop-vm {run.Machine} --force", $"повторите или остановите ВМ со всем, что в ней: agsekit stop-vm {run.Machine} --force"));

    private static KitException Starting(RunRecord run) => new(
        ErrorCode.Busy,
        new Text($"run {run.Id} can not be ended yet", $"запуск {run.Id} пока нельзя завершить"),
        new Text("its agent has not been started yet", "его агент ещё не запущен"),
        new Text($"wait a moment, or Ctrl+C where it is started (process {run.Watcher?.Id})", $"подождите или нажмите Ctrl+C там, где его запускают (процесс {run.Watcher?.Id})"));
}
