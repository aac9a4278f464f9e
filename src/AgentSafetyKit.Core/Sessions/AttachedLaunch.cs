using System.Collections.Immutable;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// The start of an attached agent. What it is started with is on its way into the guest's memory while the folder is still being saved and mounted here, over standard input: it is in no argument vector, on the host or
/// in the guest. The agent itself is started by <see cref="WaitAsync"/> only, whose shell reads that.
/// </summary>
/// <param name="plan">What is started.</param>
/// <param name="runId">Names its private folder in the guest's memory.</param>
/// <param name="variables">With their values.</param>
/// <param name="agents">Installs it where it is missing.</param>
/// <param name="progress">Told of what takes long.</param>
internal sealed class AttachedLaunch(RunPlan plan, string runId, IReadOnlyDictionary<string, string> variables, MachineAgents agents, IProgress<WorkProgress> progress)
{
    private readonly string _private = RunMemory.FolderOf(runId);
    private SshConnection? _guest;
    private Task<bool>? _delivery;

    /// <summary>The program on our side that has the terminal; null: none has it yet.</summary>
    public ChildProcess? Program { get; private set; }

    /// <summary>Begins the delivery, where it needs nothing else first.</summary>
    public void Begin(SshConnection guest, CancellationToken cancellation)
    {
        _guest = guest;
        if (plan.Proxy.IsNone)
            _delivery = DeliverAsync(guest, plan.Command, variables, cancellation);
    }

    /// <summary>Starts the agent with our standard streams and waits for its end. Until this is called nothing of it has run.</summary>
    /// <param name="guest">Where.</param>
    /// <param name="terminal">Whether it gets one.</param>
    /// <param name="beforeStart">Called right before it gets the terminal; once more where it has to be installed first.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.GuestUnreachable"/>: the connection broke while it worked; as for <see cref="AgentDelivery"/>.</exception>
    public async Task<GuestExit> WaitAsync(SshConnection guest, bool terminal, Action beforeStart, CancellationToken cancellation)
    {
        _guest = guest;
        if (_delivery is null)
        {
            (ImmutableArray<string> command, IReadOnlyDictionary<string, string> all) =
                await new GuestProxy(guest, runId).PrepareAsync(plan.Proxy, plan.Command, variables, progress, cancellation).ConfigureAwait(false);
            await AgainUnlessThereAsync(DeliverAsync(guest, command, all, cancellation), () => DeliverAsync(guest, command, all, cancellation), guest, cancellation).ConfigureAwait(false);
        }
        else if (_delivery.IsCompleted)
        {
            await AgainUnlessThereAsync(_delivery, () => DeliverAsync(guest, plan.Command, variables, cancellation), guest, cancellation).ConfigureAwait(false);
        }

        beforeStart();
        GuestExit exit = await AttachAsync(guest, terminal, cancellation).ConfigureAwait(false);
        if (await _delivery!.ConfigureAwait(false))
            return exit;
        // It was missing: what was started has ended at once, by the same verdict.
        await AgainUnlessThereAsync(_delivery, () => DeliverAsync(guest, plan.Command, variables, cancellation), guest, cancellation).ConfigureAwait(false);
        beforeStart();
        return await AttachAsync(guest, terminal, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends what the agent left running, and takes away what was delivered. Best effort: the folder is taken from it next in any case.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        if (_guest is not { } guest)
            return;
        _guest = null;
        if (_delivery is not null)
            await Task.WhenAny(_delivery).ConfigureAwait(false);
        await new AgentLaunch(guest, runId).EndAsync(patience).ConfigureAwait(false);
    }

    private AgentDelivery To(SshConnection guest) => new(guest, plan, agents, progress);

    private Task<bool> DeliverAsync(SshConnection guest, ImmutableArray<string> command, IReadOnlyDictionary<string, string> all, CancellationToken cancellation)
    {
        AgentDelivery delivery = To(guest);
        return delivery.TryPutAsync(_private, AgentStartScript.Compose(plan.GuestFolder, delivery.Type, command, all, ""), cancellation);
    }

    private async Task AgainUnlessThereAsync(Task<bool> first, Func<Task<bool>> again, SshConnection guest, CancellationToken cancellation)
    {
        _delivery = first;
        if (await first.ConfigureAwait(false))
            return;
        await To(guest).InstallAsync(cancellation).ConfigureAwait(false);
        _delivery = again();
        if (!await _delivery.ConfigureAwait(false))
            throw To(guest).Missing();
    }

    private async Task<GuestExit> AttachAsync(SshConnection guest, bool terminal, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<GuestExit> attached = guest.RunAttachedAsync(
            // A tripwire may have to ask on the agent's terminal.
            terminal && plan.Mount.Tripwire is not null ? guest.ApartSpec(GuestScripts.Command("start-agent.sh", _private), terminal) : guest.InteractiveSpec(GuestScripts.Command("start-agent.sh", _private), terminal),
            either.Token,
            child => Program = child);
        await Task.WhenAny(_delivery!, attached).ConfigureAwait(false);
        if (_delivery!.IsFaulted || _delivery.IsCanceled)
        {
            // What waits for it in the guest would wait in vain.
            await either.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(attached).ConfigureAwait(false);
            await _delivery.ConfigureAwait(false);
        }

        return await attached.ConfigureAwait(false);
    }
}
