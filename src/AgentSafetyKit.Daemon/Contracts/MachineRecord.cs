using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One VM in <c>vms --json</c>.</summary>
/// <param name="State"><c>notCreated</c> for one that is only configured.</param>
/// <param name="ReachesHost">Its guest may reach services of this computer: its engine can not prevent it.</param>
/// <param name="Cause">Why it is broken.</param>
public sealed record MachineRecord(
    string Name, string State, string? Provider, string? Accelerator, int Cpu, long RamBytes, long DiskBytes, long? DiskUsedBytes, string Image, string? Network, bool? ReachesHost, int? SshPort, DateTimeOffset? Since, string? Cause)
{
    /// <summary>What it takes now; null while it does not run, and for engines that do not tell.</summary>
    public MachineUsageRecord? Usage { get; init; }

    /// <summary>One that is only configured.</summary>
    public static MachineRecord NotCreated(MachineSettings settings) => new(
        settings.Name, "notCreated", null, null, settings.Cores, settings.Memory.Bytes, settings.Disk.Bytes, null, settings.Image, null, null, null, null, null);

    public static MachineRecord Of(MachineInfo machine, Language language) => new(
        machine.Name,
        JsonNamingPolicy.CamelCase.ConvertName(machine.State.ToString()),
        machine.Provider,
        machine.Accelerator is { } accelerator ? JsonNamingPolicy.CamelCase.ConvertName(accelerator.ToString()) : null,
        machine.Processors,
        machine.Memory.Bytes,
        machine.Disk.Bytes,
        machine.DiskUsed.Bytes,
        machine.Image,
        JsonNamingPolicy.CamelCase.ConvertName(machine.Network.ToString()),
        machine.ReachesHost,
        machine.SshPort,
        machine.Since,
        machine.Cause.IsEmpty ? null : machine.Cause.In(language))
    {
        Usage = machine.Usage is { } usage ? MachineUsageRecord.Of(usage) : null,
    };
}
