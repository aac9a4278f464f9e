using System.Collections.Immutable;

namespace AgentSafetyKit.Agents;

/// <summary>
/// How an agent is pointed at a server of the user's choice. Values may hold <c>{url}</c> (as configured), <c>{base}</c> (without <c>/v1</c> at its end), <c>{origin}</c>, <c>{path}</c> (what follows the
/// origin, without slashes around it) and <c>{model}</c>. The key goes into a variable and nowhere else.
/// </summary>
/// <param name="Protocol">What the server has to speak: openai, openai-responses, anthropic, gemini.</param>
/// <param name="Key">The variable of the key.</param>
public sealed record OpenAiMapping(string Protocol, string Key)
{
    public ImmutableArray<string> Arguments { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Only where a model is named.</summary>
    public ImmutableArray<string> ModelArguments { get; init; } = [];

    /// <summary>Only where a model is named.</summary>
    public ImmutableSortedDictionary<string, string> ModelEnv { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Without a model the agent can not be pointed anywhere.</summary>
    public bool NeedsModel { get; init; }
}
