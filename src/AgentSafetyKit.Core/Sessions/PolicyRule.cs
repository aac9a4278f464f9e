using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>One rule that has a say in whether an agent may work on a folder.</summary>
/// <param name="Folder">The folder the rule stands for, its real path.</param>
/// <param name="Why">Why that folder matters, behind its name.</param>
/// <param name="From">Where in the configuration its list stands: <c>mounts</c>, or the VM where the folder has none of its own.</param>
/// <param name="Allowed">The list.</param>
/// <param name="Allows">What it says to this agent.</param>
public sealed record PolicyRule(string Folder, Text Why, string From, AllowedAgents Allowed, bool Allows);
