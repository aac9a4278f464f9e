using AgentSafetyKit.Machines;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One kept state of a VM in <c>vm-snapshot list --json</c>.</summary>
/// <param name="WithMemory">It was taken while the VM ran.</param>
internal sealed record MachineSnapshotRecord(string Name, DateTimeOffset? CreatedAt, bool WithMemory, int? Cpu, long? RamBytes)
{
    public static MachineSnapshotRecord Of(MachineSnapshot snapshot) => new(snapshot.Name, snapshot.Created, snapshot.HasMemory, snapshot.Processors, snapshot.Memory?.Bytes);
}
