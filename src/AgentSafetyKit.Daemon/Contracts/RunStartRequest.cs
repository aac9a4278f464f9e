using System.Text.Json.Serialization;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A run without a terminal that is to be begun. Its snapshots are as the configuration says.</summary>
/// <param name="Agent">Of the configuration.</param>
/// <param name="Folder">Where it is to work: a folder of the configuration, or one in it; absolute.</param>
/// <param name="Arguments">The agent's.</param>
/// <param name="Vm">Null: the mount's.</param>
/// <param name="Name">What the run is called besides its id.</param>
/// <param name="Proxychains">In place of what the configuration says; empty: none.</param>
/// <param name="HttpProxy">In place of what the configuration says; empty: none.</param>
/// <param name="SkipDefaultArguments">Without the arguments of the configuration.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunStartRequest(
    string Agent, string Folder, IReadOnlyList<string>? Arguments = null, string? Vm = null, string? Name = null, string? Proxychains = null, string? HttpProxy = null, bool SkipDefaultArguments = false);
