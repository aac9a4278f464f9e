using AgentSafetyKit.Errors;

namespace AgentSafetyKit.Machines;

/// <summary>What this host has, and lacks, for the VMs that are wanted.</summary>
/// <param name="Engines">Which engine each of them gets.</param>
/// <param name="Refusals">Why some of them can get none.</param>
/// <param name="MissingPrograms">Without which they can not be made or started; each once.</param>
public sealed record HostState(IReadOnlyList<(string Machine, EngineDecision Decision)> Engines, IReadOnlyList<KitException> Refusals, IReadOnlyList<string> MissingPrograms)
{
    public bool UsesQemu => Engines.Any(one => !one.Decision.UsesMultipass);
}
