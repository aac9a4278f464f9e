using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Agents;

/// <summary>Reads a definition file as the configuration is read: all problems at once, with their places.</summary>
internal static class DefinitionReader
{
    /// <summary>The definition, or null and at least one problem.</summary>
    public static (AgentDefinition? Definition, ImmutableArray<ConfigProblem> Problems) Read(string type, ReadOnlySpan<byte> bytes, ConfigContext context)
    {
        var problems = new ConfigProblemList();
        YamlNode? root = YamlDocument.Read(bytes, problems);
        if (root is { IsNull: false })
            DefinitionKeys.Root.Check(root, YamlPath.Root, new ShapeScope(context, problems));
        AgentDefinition read = Bind(type, new Fields(root, context), context);
        if (!problems.HasErrors)
            CheckSense(read, root, problems);
        if (new Fields(new Fields(root, context).Node("install"), context) is var install && DefinitionKeys.Kinds.Count(kind => install.Node(kind.Key) is not null) > 1)
        {
            problems.Error(ConfigRule.Conflict, install.Origins.Section ?? new SourcePosition(1, 1), "install", new Text(
                "names two ways to install it: one of npm, pip, script, release and source", "назначает два способа установки: нужен один из npm, pip, script, release и source"));
        }

        return (problems.HasErrors ? null : read, problems.ToSorted());
    }

    private static void CheckSense(AgentDefinition read, YamlNode? root, ConfigProblemList problems)
    {
        void Missing(string path, string needs, string needsRussian) =>
            problems.Error(ConfigRule.MissingKey, root?.Position ?? new SourcePosition(1, 1), path, new Text(needs, needsRussian));
        AgentInstaller installer = read.Installer;
        if (read.Type != AgentTypes.Command && read.Program.Length == 0)
            Missing("program", "is required: what is started in the VM", "обязательный ключ: что запускать в ВМ");
        if (installer.Kind == InstallerKind.Script && installer.Puts.Length == 0)
            Missing("install.puts", "is required with script: where it puts the program", "обязателен вместе со script: куда он кладёт программу");
        if (installer.Kind == InstallerKind.Release && (installer.Tag.Length == 0 || installer.Asset.Length == 0))
            Missing("install.asset", "and tag are required with release", "вместе с tag обязательны для release");
        if (installer.Kind == InstallerKind.Source && (installer.Tag.Length == 0 || installer.Package.Length == 0))
            Missing("install.package", "and tag are required with source", "вместе с tag обязательны для source");
        // A key among the arguments would be in the process list of the guest.
        if (read.OpenAi is { } openAi && openAi.Arguments.Concat(openAi.ModelArguments).Any(word => word.Contains("{key}", StringComparison.Ordinal)))
            Missing("openai.args", "may not hold {key}: others could read it in the process list", "не может содержать {key}: его увидели бы в списке процессов");
    }

    private static AgentDefinition Bind(string type, Fields fields, ConfigContext context) =>
        new(type, fields.Get("about", Shapes.Text, type), fields.Get("program", DefinitionKeys.Word, ""), Installer(new Fields(fields.Node("install"), context)))
        {
            Unattended = fields.Texts("unattended", DefinitionKeys.Texts) ?? [],
            Keys = fields.Texts("keys", new ListShape(new("", ""), Shapes.VariableName)) ?? [],
            Home = fields.Texts("home", DefinitionKeys.Words) ?? [],
            Log = fields.Get("log", DefinitionKeys.Word, ""),
            Env = Variables(fields, "env"),
            Always = Variables(fields, "always"),
            OpenAi = fields.Node("openai") is YamlMapping node ? OpenAi(new Fields(node, context)) : null,
        };

    private static AgentInstaller Installer(Fields fields)
    {
        AgentInstaller found = AgentInstaller.None;
        foreach ((string key, InstallerKind kind) in DefinitionKeys.Kinds)
        {
            if (fields.Get(key, Shapes.Text, "") is { Length: > 0 } from)
                found = new AgentInstaller(kind, from);
        }

        string Word(string key) => fields.Get(key, DefinitionKeys.Word, "");
        return found with
        {
            Node = fields.Get("node", DefinitionKeys.Node, 0),
            Python = Word("python"),
            Tag = Word("tag"),
            Asset = Word("asset"),
            Folder = Word("folder"),
            Package = Word("package"),
            Made = Word("made"),
            Arguments = fields.Texts("arguments", DefinitionKeys.Texts) ?? [],
            Puts = Word("puts"),
            VersionVariable = fields.Get("version_env", Shapes.VariableName, ""),
            Env = Variables(fields, "env"),
        };
    }

    private static OpenAiMapping OpenAi(Fields fields) => new(fields.Get("protocol", DefinitionKeys.Protocol, "openai"), fields.Get("key", Shapes.VariableName, ""))
    {
        Arguments = fields.Texts("args", DefinitionKeys.Texts) ?? [],
        Env = Variables(fields, "env"),
        ModelArguments = fields.Texts("model_args", DefinitionKeys.Texts) ?? [],
        ModelEnv = Variables(fields, "model_env"),
        NeedsModel = fields.Get("needs_model", Shapes.Flag, false),
    };

    private static ImmutableSortedDictionary<string, string> Variables(Fields fields, string key)
    {
        ImmutableSortedDictionary<string, string>.Builder all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (YamlEntry entry in fields.Entries(key))
        {
            if (entry.Value is YamlScalar scalar)
                all[entry.Key.Value] = scalar.Value;
        }

        return all.ToImmutable();
    }
}
