using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>An agent.</summary>
/// <param name="Supported">Whether this version can run it.</param>
/// <param name="Env">Names of the variables.</param>
/// <param name="EnvFrom">Name → env, file or command.</param>
public sealed record EffectiveAgent(
    string Name,
    string Type,
    bool Supported,
    ImmutableArray<string> Vms,
    ImmutableArray<string> Env,
    ImmutableSortedDictionary<string, string> EnvFrom,
    ImmutableArray<string> DefaultArgs,
    ImmutableArray<string> Command);
