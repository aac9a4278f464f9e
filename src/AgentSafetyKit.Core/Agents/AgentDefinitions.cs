using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Agents;

/// <summary>The types of agents there are: those that come with the product, and the user's own, a file <c>agents/NAME.yaml</c> beside the configuration for each. One of the user's takes the place of ours.</summary>
/// <param name="folder">Where the user's own are; it need not be there.</param>
/// <param name="context">What files of settings are read against.</param>
public sealed class AgentDefinitions(string folder, ConfigContext context)
{
    /// <exception cref="KitException"><see cref="ErrorCode.ConfigInvalid"/>: the user's file has errors; <see cref="ErrorCode.ConfigUnsafe"/>: others could change it.</exception>
    public AgentDefinition Of(string type)
    {
        string file = Path.Combine(folder, type + ".yaml");
        if (OwnTypes(folder).Contains(type))
            return Require(type, ReadOwn(type, file), file);
        using Stream stream = typeof(AgentDefinitions).Assembly.GetManifestResourceStream("agents/" + type + ".yaml") ?? throw Unknown(type);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Require(type, bytes, type + ".yaml");
    }

    /// <summary>The names of the user's own types in a folder: of files whose names can be those of types.</summary>
    public static IReadOnlyList<string> OwnTypes(string folder)
    {
        var names = new List<string>();
        if (!Directory.Exists(folder))
            return names;
        foreach (string file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (KitName.IsValid(name))
                names.Add(name);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>What is wrong with the user's own types, and with agents whose settings their type can not follow: what the configuration's own check does not see.</summary>
    /// <param name="config">Null: it has errors itself.</param>
    public IReadOnlyList<KitException> Check(KitConfig? config)
    {
        var found = new List<KitException>();
        foreach (string type in OwnTypes(folder))
            Note(() => _ = Of(type));
        foreach (AgentSettings agent in (config?.Agents ?? []).Where(agent => agent.OpenAi is not null && AgentTypes.Known.Contains(agent.Type)))
            Note(() => _ = AgentLaunchPlan.Of(Of(agent.Type), agent, []));
        return found;

        void Note(Action look)
        {
            try
            {
                look();
            }
            catch (KitException error)
            {
                if (!found.Exists(other => other.What == error.What))
                    found.Add(error);
            }
        }
    }

    /// <summary>As the configuration is read, in words that speak of this file.</summary>
    private static byte[] ReadOwn(string type, string file)
    {
        try
        {
            return ConfigFileLoader.ReadBytes(file);
        }
        catch (KitException error)
        {
            string shown = Printable.Escape(file);
            throw new KitException(
                error.Code,
                new Text($"the definition of the agent type '{type}' can not be read", $"определение типа агента «{type}» не читается"),
                new Text($"{shown}: {error.Cause.English}", $"{shown}: {error.Cause.Russian}"),
                new Text($"put {shown} right, or take it away", $"исправьте {shown} или уберите его"));
        }
    }

    private AgentDefinition Require(string type, byte[] bytes, string file)
    {
        (AgentDefinition? definition, IEnumerable<ConfigProblem> problems) = DefinitionReader.Read(type, bytes, context);
        return definition ?? throw new KitException(
            ErrorCode.ConfigInvalid,
            new Text($"the definition of the agent type '{type}' has errors", $"в определении типа агента «{type}» есть ошибки"),
            new Text(ConfigProblemText.Lines(file, problems, Language.English), ConfigProblemText.Lines(file, problems, Language.Russian)),
            new Text($"put {Printable.Escape(file)} right", $"исправьте {Printable.Escape(file)}"));
    }

    private static KitException Unknown(string type) => new(
        ErrorCode.UnknownName,
        new Text($"there is no agent type '{Printable.Escape(type)}'", $"нет типа агента «{Printable.Escape(type)}»"),
        new Text($"there are: {string.Join(", ", AgentTypes.Known)}", $"есть: {string.Join(", ", AgentTypes.Known)}"),
        new Text("for one of your own put a file agents/NAME.yaml beside the configuration", "для своего положите файл agents/ИМЯ.yaml рядом с настройками"));
}
