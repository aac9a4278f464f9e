using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One agent of the configuration. Neither its variables nor its arguments are told: people put secrets there.</summary>
/// <param name="Vms">VMs it is meant for, the preferred one first.</param>
public sealed record AgentRecord(string Name, string Type, IReadOnlyList<string> Vms)
{
    public static AgentRecord Of(AgentSettings agent) => new(agent.Name, agent.Type, [.. agent.Machines]);
}
