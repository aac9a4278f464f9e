using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>One key of the configuration.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Shape">What its value may be.</param>
/// <param name="Default">What holds when it is absent, as YAML; null where that depends on other settings.</param>
internal sealed record KeyRule(string Name, ValueShape Shape, string? Default = "null", bool Required = false, KeySupport Support = KeySupport.Now)
{
    private readonly Lazy<YamlNode?> _defaultNode = new(() => Default is null ? null : YamlDocument.Parse(Default, new ConfigProblemList()));

    public YamlNode? DefaultNode => _defaultNode.Value;

    public static KeyRule Needed(string name, ValueShape shape) => new(name, shape, null, Required: true);

    public static KeyRule Later(string name, ValueShape shape, string @default = "null") => new(name, shape, @default, Support: KeySupport.Later);

    public static KeyRule Refused(string name, ValueShape shape, string @default) => new(name, shape, @default, Support: KeySupport.Refused);
}
