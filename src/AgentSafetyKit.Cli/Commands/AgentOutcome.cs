using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What became of one agent in one VM: installed, or why not.</summary>
internal sealed record AgentOutcome(AgentSettings Agent, InstalledAgent? Installed, KitException? Error);
