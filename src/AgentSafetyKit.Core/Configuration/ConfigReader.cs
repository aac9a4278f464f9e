using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration;

/// <summary>
/// Reads a configuration: a pure function of the file's bytes and the context. All problems are found at once; whatever the bytes are, it answers in bounded time and memory and throws nothing.
/// An empty file is a configuration in which everything has its default.
/// </summary>
public static class ConfigReader
{
    public static ConfigReadResult Read(ReadOnlyMemory<byte> bytes, ConfigContext context)
    {
        var problems = new ConfigProblemList();
        YamlNode? root = YamlDocument.Read(bytes.Span, problems);
        if (root is { IsNull: false })
            ConfigSchema.Root.Check(root, YamlPath.Root, new ShapeScope(context, problems));
        bool unreadable = root is null && problems.HasErrors;
        KitConfig config = new ConfigBinder(context).Bind(root);
        if (!unreadable)
        {
            new ReferenceCheck(config, context, problems).Run();
            new ExcludeCheck(config, problems).Run();
            new NetworkCheck(config, problems).Run();
            new FolderCheck(config, context, problems).Run();
        }

        return new ConfigReadResult(problems.HasErrors ? null : config, problems.ToSorted());
    }
}
