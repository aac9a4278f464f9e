using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>An agent.</summary>
/// <param name="Env">Names of the variables.</param>
/// <param name="EnvFrom">Name → env, file or command.</param>
/// <param name="Proxychains">Without a password; empty for none; null: the VM's holds.</param>
/// <param name="HttpProxy">Without a password; null: the VM's holds.</param>
public sealed record EffectiveAgent(
    string Name,
    string Type,
    ImmutableArray<string> Vms,
    ImmutableArray<string> Env,
    ImmutableSortedDictionary<string, string> EnvFrom,
    ImmutableArray<string> DefaultArgs,
    ImmutableArray<string> Command,
    string? Proxychains,
    EffectiveHttpProxy? HttpProxy,
    EffectiveOpenAi? OpenaiApi,
    string? Version,
    bool OwnHome);
