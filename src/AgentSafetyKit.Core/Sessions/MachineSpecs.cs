using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>What the configuration says of a VM, as its engine wants to hear it.</summary>
public static class MachineSpecs
{
    /// <exception cref="KitException"><see cref="ErrorCode.MachineFailed"/>: it asks for an engine this version does not have.</exception>
    public static MachineSpec Of(MachineSettings machine)
    {
        if (machine.Provider == ProviderChoice.Multipass)
            throw NoMultipass(machine);
        return new MachineSpec(
            machine.Name,
            machine.Cores,
            machine.Memory,
            machine.Disk,
            machine.Image == "default" ? ImageName.Default : machine.Image,
            machine.Network == MachineNetwork.None ? NetworkPolicy.None : NetworkPolicy.Open)
        {
            CloudInit = machine.CloudInit,
        };
    }

    private static KitException NoMultipass(MachineSettings machine) => new(
        ErrorCode.MachineFailed,
        new Text($"VM '{machine.Name}' can not be used", $"ВМ «{machine.Name}» нельзя использовать"),
        new Text("its provider is multipass, and this version has the engine qemu only", "для неё указан движок multipass, а в этой версии есть только qemu"),
        new Text("write 'provider: auto' or 'provider: qemu'", "напишите «provider: auto» или «provider: qemu»"));
}
