using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>A configuration without errors, defaults filled in.</summary>
/// <param name="Machines">In the order of the file: the first one is the default.</param>
/// <param name="Mounts">In the order of the file.</param>
/// <param name="Agents">In the order of the file.</param>
public sealed record KitConfig(GlobalSettings Global, ImmutableArray<MachineSettings> Machines, ImmutableArray<MountSettings> Mounts, ImmutableArray<AgentSettings> Agents)
{
    public BoxSettings Boxes { get; init; } = BoxSettings.Default;

    public ApiSettings Api { get; init; } = ApiSettings.Default;

    public LogSettings Logging { get; init; } = LogSettings.Default;

    public MachineSettings? DefaultMachine => Machines.IsEmpty ? null : Machines[0];

    public MachineSettings? FindMachine(string name) => Machines.FirstOrDefault(m => m.Name == name);

    public AgentSettings? FindAgent(string name) => Agents.FirstOrDefault(a => a.Name == name);
}
