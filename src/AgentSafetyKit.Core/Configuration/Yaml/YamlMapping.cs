using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>Keys with values in the order of the file, each key once; what a merge key (<c>&lt;&lt;</c>) brought stands last.</summary>
internal sealed record YamlMapping(SourcePosition Position, ImmutableArray<YamlEntry> Entries, int Height, long Weight) : YamlNode(Position, Height, Weight)
{
    private readonly Dictionary<string, YamlEntry> _byKey = Entries.ToDictionary(e => e.Key.Value);

    public YamlMapping With(ImmutableArray<YamlEntry> entries) => new(Position, entries, Height, Weight);

    public YamlEntry? Find(string key) => _byKey.GetValueOrDefault(key);
}
