using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
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
        if (found is { Network: NetworkPolicy.Open } && machine.Network == MachineNetwork.None)
            throw Opened(machine.Name);
        // Some engines can make a machine only by starting it.
        found ??= await machines.CreateAsync(MachineSpecs.Of(machine), progress, cancellation).ConfigureAwait(false);
        if (found is not { State: MachineState.Running })
            await machines.StartAsync(machine.Name, progress, cancellation).ConfigureAwait(false);
        return await machines.ConnectAsync(machine.Name, cancellation).ConfigureAwait(false);
    }

    private static KitException Opened(string name) => new(
        ErrorCode.PolicyRefused,
        new Text($"VM '{name}' is not started", $"ВМ «{name}» не запускается"),
        new Text("the configuration says 'network: none', and it was made with an open network", "в настройках указано «network: none», а она создана с открытой сетью"),
        Text.Verbatim($"agsekit destroy-vm {name} && agsekit create-vm {name}"));
}
