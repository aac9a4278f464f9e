namespace AgentSafetyKit.Configuration.Yaml;

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
