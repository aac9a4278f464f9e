using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>vms --json</c>.</summary>
/// <param name="Others">Those of Multipass that are not ours.</param>
public sealed record MachineListRecord(IReadOnlyList<MachineRecord> Vms, IReadOnlyList<OtherMachine> Others)
{
    /// <summary>Those there are, then those that are only configured.</summary>
    public static MachineListRecord Of(IReadOnlyList<MachineInfo> machines, IReadOnlyList<OtherMachine> others, KitConfig? config, Language language) => new(
        [.. machines.Select(machine => MachineRecord.Of(machine, language)), .. (config?.Machines ?? []).Where(settings => machines.All(machine => machine.Name != settings.Name)).Select(MachineRecord.NotCreated)],
        others);
}
