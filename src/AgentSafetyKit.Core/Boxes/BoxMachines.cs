using System.Collections.Concurrent;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Bundles;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Boxes;

/// <summary>Gets a VM that runs to the point where boxes can be made in it.</summary>
public sealed class BoxMachines(IVirtualMachineProvider machines)
{
    private readonly ConcurrentDictionary<string, bool> _prepared = new();

    /// <summary>A connection to a VM that runs. The default image is made where it is missing: once for each life of this object a VM is asked for it.</summary>
    /// <param name="machine">What the configuration says of it.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellation">The step the guest is at is finished there.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineNotRunning"/>; <see cref="ErrorCode.MachineMissing"/>; else as <see cref="GuestBoxes.EnsureBaseAsync"/>.</exception>
    public async Task<SshConnection> ReadyAsync(MachineSettings machine, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        SshConnection guest = await ConnectAsync(machine.Name, cancellation).ConfigureAwait(false);
        if (!_prepared.ContainsKey(machine.Name))
        {
            await new GuestBoxes(guest).EnsureBaseAsync(GuestSources.Read(machine), again: false, progress, cancellation).ConfigureAwait(false);
            _prepared[machine.Name] = true;
        }

        return guest;
    }

    /// <summary>A connection to a VM that runs.</summary>
    /// <exception cref="KitException">As <see cref="ReadyAsync"/>.</exception>
    public async Task<SshConnection> ConnectAsync(string machine, CancellationToken cancellation)
    {
        if (await IsRunningAsync(machine, cancellation).ConfigureAwait(false))
            return await machines.ConnectAsync(machine, cancellation).ConfigureAwait(false);
        _prepared.TryRemove(machine, out _);
        throw new KitException(
            ErrorCode.MachineNotRunning, new Text($"VM '{machine}' is not running", $"ВМ «{machine}» не запущена"), new Text("boxes and sessions are inside of it", "песочницы и сеансы находятся внутри неё"), Text.Verbatim($"agsekit start-vm {machine}"));
    }

    public async Task<bool> IsRunningAsync(string machine, CancellationToken cancellation) => await FindAsync(machine, cancellation).ConfigureAwait(false) is not null;

    /// <summary>Null: it does not run.</summary>
    public async Task<MachineInfo?> FindAsync(string machine, CancellationToken cancellation) =>
        await machines.FindAsync(machine, cancellation).ConfigureAwait(false) is { State: MachineState.Running } running ? running : null;
}
