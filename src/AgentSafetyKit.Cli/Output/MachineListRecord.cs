namespace AgentSafetyKit.Cli.Output;

/// <summary><c>vms --json</c>.</summary>
internal sealed record MachineListRecord(IReadOnlyList<MachineRecord> Vms);
