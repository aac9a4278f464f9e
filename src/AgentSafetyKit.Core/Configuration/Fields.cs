using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration;

/// <summary>Takes values out of one section that has been checked: what is absent or was found wrong becomes the default, what is taken is remembered with its place.</summary>
internal sealed class Fields(YamlNode? section, ConfigContext context)
{
    private readonly YamlMapping? _mapping = section as YamlMapping;
    private readonly ImmutableDictionary<string, SourcePosition>.Builder _places = ImmutableDictionary.CreateBuilder<string, SourcePosition>();

    public KeyOrigins Origins => new(section?.Position, _places.ToImmutable());

    /// <summary>The value's node unless it is null.</summary>
    public YamlNode? Node(string key) => _mapping?.Find(key)?.Value is { IsNull: false } node ? node : null;

    public T Get<T>(string key, ScalarShape<T> shape, T absent)
    {
        if (Node(key) is not YamlScalar scalar || shape.Parse(scalar, context) is not { Problem: null } parsed)
            return absent;
        _places[key] = scalar.Position;
        return parsed.Value;
    }

    /// <summary>Null when absent.</summary>
    public ImmutableArray<string>? Texts(string key, ListShape shape)
    {
        if (Node(key) is not { } node)
            return null;
        _places[key] = node.Position;
        return shape.Texts(node, context);
    }

    /// <summary>The items of a list; null when absent.</summary>
    public ImmutableArray<YamlNode>? Items(string key)
    {
        if (Node(key) is not YamlSequence list)
            return null;
        _places[key] = list.Position;
        return list.Items;
    }

    /// <summary>The entries of a mapping; none when absent.</summary>
    public ImmutableArray<YamlEntry> Entries(string key)
    {
        if (Node(key) is not YamlMapping mapping)
            return [];
        _places[key] = mapping.Position;
        return mapping.Entries;
    }
}
