using AgentSafetyKit.Machines;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>vms --json</c>.</summary>
/// <param name="Others">Those of Multipass that are not ours.</param>
internal sealed record MachineListRecord(IReadOnlyList<MachineRecord> Vms, IReadOnlyList<OtherMachine> Others);
