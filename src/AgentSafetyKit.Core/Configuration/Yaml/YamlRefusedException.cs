using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>The document can not be read any further; ends reading, is never seen outside this folder.</summary>
internal sealed class YamlRefusedException(ConfigRule rule, SourcePosition position, Text message) : Exception(message.English)
{
    public ConfigRule Rule { get; } = rule;

    public SourcePosition Position { get; } = position;

    public Text Words { get; } = message;
}
