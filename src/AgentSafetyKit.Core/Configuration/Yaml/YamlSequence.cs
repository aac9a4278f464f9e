using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Yaml;

internal sealed record YamlSequence(SourcePosition Position, ImmutableArray<YamlNode> Items, int Height, long Weight) : YamlNode(Position, Height, Weight);
