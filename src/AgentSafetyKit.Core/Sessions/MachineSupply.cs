using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Sessions;

/// <summary>Gets a configured VM to the point where commands run in it: makes it where it is missing, starts it where it is off.</summary>
public sealed class MachineSupply(IVirtualMachineProvider machines)
{
    public async Task<SshConnection> ReadyAsync(MachineSettings machine, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MachineInfo? found = await machines.FindAsync(machine.Name, cancellation).ConfigureAwait(false);
        if (found is null)
            await machines.CreateAsync(MachineSpecs.Of(machine), progress, cancellation).ConfigureAwait(false);
        if (found is not { State: MachineState.Running })
            await machines.StartAsync(machine.Name, progress, cancellation).ConfigureAwait(false);
        return await machines.ConnectAsync(machine.Name, cancellation).ConfigureAwait(false);
    }
}
