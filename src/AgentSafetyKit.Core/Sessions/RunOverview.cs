using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>The runs and what their agents take: one question to each VM that has one, all at once, and a VM that does not answer is a row with the cause.</summary>
public sealed class RunOverview(RunStore runs, MountStore mounts, IVirtualMachineProvider machines)
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(10);

    /// <summary>The live ones, the newest first; then, where <paramref name="ended"/> is more than none, so many of those that have ended.</summary>
    public async Task<IReadOnlyList<RunView>> ListAsync(int ended, CancellationToken cancellation)
    {
        IReadOnlyList<RunView>[] views = await Task.WhenAll(runs.Unended().GroupBy(run => run.Machine).Select(group => AskAsync(group.Key, [.. group], cancellation))).ConfigureAwait(false);
        return [.. views.SelectMany(view => view).Concat(runs.Ended(ended).Select(run => View(run, null))).OrderByDescending(view => view.Run.StartedAt)];
    }

    /// <summary>One of them.</summary>
    public async Task<RunView> AtAsync(RunRecord run, CancellationToken cancellation) =>
        run.EndedAt is not null ? View(run, null) : (await AskAsync(run.Machine, [run], cancellation).ConfigureAwait(false))[0];

    /// <summary>A run as its record tells, with what was found out of its guest.</summary>
    public RunView View(RunRecord run, GuestLoad? load)
    {
        var cause = new Text(run.CauseEnglish ?? "", run.CauseRussian ?? "");
        if (run.EndedAt is not null)
            return new RunView(run, run.ExitCode is null ? RunState.BrokenOff : RunState.Ended, cause, null, null);
        RunState state = run.ExitCode is not null || run.CauseEnglish is not null ? RunState.Closing : run.IsDetached && run.Guest is null ? RunState.Starting : RunState.Running;
        long changes = mounts.Changes(MountStore.IdOf(run.Folder, run.Machine)) - run.ChangesBefore;
        return new RunView(run, state, cause, load?.Runs.GetValueOrDefault(run.Id), changes >= 0 ? changes : null);
    }

    private async Task<IReadOnlyList<RunView>> AskAsync(string machine, List<RunRecord> live, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbePatience);
        try
        {
            SshConnection guest = await machines.ConnectAsync(machine, limit.Token).ConfigureAwait(false);
            GuestLoad load = await GuestLoad.ReadAsync(guest, live, 0, limit.Token).ConfigureAwait(false);
            return [.. live.Select(run => View(run, load))];
        }
        catch (KitException error)
        {
            return [.. live.Select(run => Unreachable(run, error.Cause))];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [.. live.Select(run => Unreachable(run, new Text("the guest did not answer in time", "ВМ не ответила вовремя")))];
        }
    }

    private RunView Unreachable(RunRecord run, Text why)
    {
        RunView view = View(run, null);
        return view.State == RunState.Running ? view with { State = RunState.Unreachable, Cause = why } : view;
    }
}
