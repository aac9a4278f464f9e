using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;

namespace AgentSafetyKit.Sessions;

/// <summary>What the configuration says of a VM, as its engine wants to hear it.</summary>
public static class MachineSpecs
{
    public static MachineSpec Of(MachineSettings machine) => new(
        machine.Name,
        machine.Cores,
        machine.Memory,
        machine.Disk,
        machine.Image,
        machine.Network == MachineNetwork.None ? NetworkPolicy.None : NetworkPolicy.Open)
    {
        Provider = machine.Provider,
        CloudInit = machine.CloudInit,
    };
}
