using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>Exactly one of several keys: <c>{env: NAME}</c>, <c>{file: path}</c> or <c>{command: …}</c>.</summary>
internal sealed class OneKeyShape(Text expected, params ImmutableArray<KeyRule> keys) : ValueShape(expected)
{
    private readonly MappingShape _keys = new(expected, keys);

    public ImmutableArray<KeyRule> Keys => _keys.Keys;

    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        _keys.Check(node, path, scope);
        if (node is not YamlMapping mapping)
            return;
        int given = mapping.Entries.Count(e => !e.Value.IsNull);
        if (given != 1 || mapping.Entries.Length != 1)
            scope.Problems.Error(ConfigRule.Conflict, node.Position, path.ToString(), new Text($"exactly one of these is needed: {Names()}", $"нужен ровно один из ключей: {Names()}"));
    }

    private string Names() => string.Join(", ", Keys.Select(k => k.Name));
}
