using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;

namespace AgentSafetyKit.Sessions;

/// <summary>What the configuration says of a VM, as its engine wants to hear it.</summary>
public static class MachineSpecs
{
    public static MachineSpec Of(MachineSettings machine) => new(
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
