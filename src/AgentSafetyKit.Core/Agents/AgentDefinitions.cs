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
        if (File.Exists(file))
            return Require(type, ConfigFileLoader.ReadBytes(file), file);
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
            if (name.Length is > 0 and <= 63 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                names.Add(name);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
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
