using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration;

/// <summary>An agent to be written into a configuration.</summary>
/// <param name="Command">For the type <c>command</c>; else empty.</param>
/// <param name="Machine">Null: the first VM.</param>
public sealed record AgentAddition(string Name, string Type, ImmutableArray<string> Command, string? Machine = null);
