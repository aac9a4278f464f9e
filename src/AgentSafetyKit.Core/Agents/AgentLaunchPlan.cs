using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Agents;

/// <summary>How an agent is started: what its definition, its settings and the server it is pointed at make of it together.</summary>
/// <param name="Command">Program and arguments, the user's last. No secret is in it.</param>
/// <param name="Env">Variables with their values.</param>
/// <param name="EnvFrom">Variables whose values are fetched at the start.</param>
public sealed record AgentLaunchPlan(ImmutableArray<string> Command, ImmutableSortedDictionary<string, string> Env, ImmutableSortedDictionary<string, SecretSource> EnvFrom)
{
    /// <summary>Agents demand a key even where the server takes any.</summary>
    private const string AnyKey = "none";

    /// <summary>Tells the start script which home folder beneath the ordinary one is the agent's; the agent itself does not get it.</summary>
    private const string OwnHome = "AGSEKIT_OWN_HOME";

    /// <param name="definition">The agent's type.</param>
    /// <param name="agent">What the configuration says of it.</param>
    /// <param name="arguments">The user's, with the default ones among them.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: it can not be pointed at that server.</exception>
    public static AgentLaunchPlan Of(AgentDefinition definition, AgentSettings agent, IReadOnlyList<string> arguments)
    {
        ImmutableArray<string> program = definition.Program.Length > 0 ? [definition.Program] : agent.Command;
        ImmutableSortedDictionary<string, string>.Builder env = definition.Env.ToBuilder();
        ImmutableArray<string> own = [];
        (string Name, SecretSource Source)? key = null;
        if (agent.OpenAi is { } server)
        {
            OpenAiMapping mapping = definition.OpenAi ?? throw NoServer(agent, new Text($"agents of the type '{definition.Type}' take no such address", $"агентам типа {definition.Type} такой адрес не передать"));
            if (mapping.NeedsModel && server.Model is null)
                throw NoServer(agent, new Text("it needs the name of the model too: openai_api.model", "ему нужно и имя модели: openai_api.model"));
            own = Point(mapping, server, env);
            if (server.Key is { } source)
                key = (mapping.Key, source);
            else
                env[mapping.Key] = AnyKey;
        }

        foreach ((string name, string value) in agent.Env)
            env[name] = value;
        foreach ((string name, string value) in definition.Always)
            env[name] = value;
        if (agent.OwnHome)
            env[OwnHome] = agent.Name;
        ImmutableSortedDictionary<string, SecretSource>.Builder from = agent.EnvFrom.ToBuilder();
        // What the user says of a variable himself comes first.
        if (key is { } wanted && !agent.Env.ContainsKey(wanted.Name))
            from.TryAdd(wanted.Name, wanted.Source);
        from.RemoveRange(definition.Always.Keys);
        env.RemoveRange(from.Keys);
        return new AgentLaunchPlan([.. program, .. own, .. arguments], env.ToImmutable(), from.ToImmutable());
    }

    /// <summary>The settings with the variables of the plan in place of their own.</summary>
    public AgentSettings Applied(AgentSettings agent) => agent with { Env = Env, EnvFrom = EnvFrom };

    private static ImmutableArray<string> Point(OpenAiMapping mapping, OpenAiSettings server, ImmutableSortedDictionary<string, string>.Builder env)
    {
        foreach ((string name, string value) in mapping.Env)
            env[name] = Filled(value, server);
        if (server.Model is null)
            return [.. mapping.Arguments.Select(word => Filled(word, server))];
        foreach ((string name, string value) in mapping.ModelEnv)
            env[name] = Filled(value, server);
        return [.. mapping.Arguments.Concat(mapping.ModelArguments).Select(word => Filled(word, server))];
    }

    private static string Filled(string template, OpenAiSettings server)
    {
        string url = server.Url.TrimEnd('/');
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3, slash = url.IndexOf('/', start);
        string origin = slash < 0 ? url : url[..slash], path = slash < 0 ? "" : url[(slash + 1)..];
        return template
            .Replace("{url}", url, StringComparison.Ordinal)
            .Replace("{base}", url.EndsWith("/v1", StringComparison.Ordinal) ? url[..^3] : url, StringComparison.Ordinal)
            .Replace("{origin}", origin, StringComparison.Ordinal)
            .Replace("{path}", path, StringComparison.Ordinal)
            .Replace("{model}", server.Model ?? "", StringComparison.Ordinal);
    }

    private static KitException NoServer(AgentSettings agent, Text cause) => new(
        ErrorCode.ConfigInvalid,
        new Text($"the agent '{agent.Name}' can not be pointed at the server of 'openai_api'", $"агента «{agent.Name}» нельзя направить на сервер из openai_api"),
        cause,
        new Text("see 'openai_api' of the agent in the configuration (agsekit config path)", "посмотрите openai_api агента в настройках (agsekit config path)"));
}
