using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Network;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>The forwards of all VMs of a configuration: a <see cref="ForwardKeeper"/> for each. VMs are neither made nor started for it.</summary>
/// <param name="machines">Where the VMs are.</param>
/// <param name="store">Where the state of forwards is written down.</param>
/// <param name="time">Paces the tries.</param>
public sealed class PortForwarding(IVirtualMachineProvider machines, ForwardStore store, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ForwardKeeper> _keepers = new(StringComparer.Ordinal);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told of every new state of a VM's forwards, from any thread.</summary>
    public Action<KeeperState>? Changed { get; init; }

    /// <summary>How all of them are, by the name of the VM.</summary>
    public ImmutableArray<KeeperState> States
    {
        get
        {
            lock (_gate)
                return [.. _keepers.Values.Select(keeper => keeper.State)];
        }
    }

    /// <summary>From now on this configuration holds: what it does not change is not touched. Returns at once; called from any thread, also before <see cref="RunAsync"/>.</summary>
    public void Reconcile(KitConfig config)
    {
        lock (_gate)
        {
            foreach (ForwardKeeper gone in _keepers.Values.Where(keeper => config.FindMachine(keeper.Machine) is null))
                gone.Reconcile(ForwardWish.None);
            foreach (MachineSettings machine in config.Machines)
            {
                if (!_keepers.TryGetValue(machine.Name, out ForwardKeeper? keeper))
                    _keepers[machine.Name] = keeper = new ForwardKeeper(machine.Name, cancel => ConnectAsync(machine.Name, cancel), store, time) { Changed = Changed };
                keeper.Reconcile(ForwardWish.Of(machine, config.Global));
            }

            _more.TrySetResult();
        }
    }

    /// <summary>Keeps the forwards until cancelled, then takes them away.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled. Any other exception is a defect; all has been taken away then too, and it can be run again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new Dictionary<ForwardKeeper, Task>();
        try
        {
            while (true)
            {
                Task more;
                lock (_gate)
                {
                    if (_more.Task.IsCompleted)
                        _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    more = _more.Task;
                    foreach (ForwardKeeper keeper in _keepers.Values.Where(keeper => !running.ContainsKey(keeper)))
                        running[keeper] = Task.Run(() => keeper.RunAsync(all.Token), CancellationToken.None);
                }

                Task first = await Task.WhenAny(running.Values.Append(more.WaitAsync(all.Token))).ConfigureAwait(false);
                await first.ConfigureAwait(false);
            }
        }
        finally
        {
            await all.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(Task.WhenAll(running.Values)).ConfigureAwait(false);
        }
    }

    private async Task<SshConnection?> ConnectAsync(string machine, CancellationToken cancellation) =>
        await machines.FindAsync(machine, cancellation).ConfigureAwait(false) is { State: MachineState.Running } ? await machines.ConnectAsync(machine, cancellation).ConfigureAwait(false) : null;
}
