using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>What <c>config show --json</c> gives: every setting with its default filled in. Values of variables, cloud-init and sources of secrets are left out: names only.</summary>
/// <param name="ApiListen"><c>api.listen</c>.</param>
/// <param name="Api">What else <c>api</c> says.</param>
/// <param name="LogLevel"><c>logging.level</c>.</param>
/// <param name="LogFormat"><c>logging.format</c>.</param>
/// <param name="SetAt">YAML path → line, for every key that the file sets; all others have their defaults.</param>
public sealed record EffectiveConfig(
    EffectiveGlobal Global,
    ImmutableArray<EffectiveMachine> Vms,
    ImmutableArray<EffectiveMount> Mounts,
    ImmutableArray<EffectiveAgent> Agents,
    EffectiveBoxes Boxes,
    string? ApiListen,
    EffectiveApi Api,
    string LogLevel,
    string LogFormat,
    ImmutableSortedDictionary<string, int> SetAt);
