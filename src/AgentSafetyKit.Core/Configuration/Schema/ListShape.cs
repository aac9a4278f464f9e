using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>A list.</summary>
/// <param name="commaText">Whether <c>"a, b"</c> does as well.</param>
/// <param name="ifEmpty">What to say where the list may not be empty, nor its first item.</param>
internal sealed class ListShape(Text expected, ValueShape item, bool commaText = false, Text? ifEmpty = null) : ValueShape(expected)
{
    public ValueShape Item { get; } = item;

    /// <summary>The texts of a list of single values; what is something else has been reported and is left out.</summary>
    public ImmutableArray<string> Texts(YamlNode node, ConfigContext context) => Parts(node) is { } parts && Item is ScalarShape<string> shape
        ? [.. parts.OfType<YamlScalar>().Where(s => !s.IsNull).Select(s => shape.Parse(s, context)).Where(p => p.Problem is null).Select(p => p.Value)]
        : [];

    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (Parts(node) is not { } parts)
        {
            ReportType(node, path, scope);
            return;
        }

        if (ifEmpty is { } words && (parts.IsEmpty || parts[0] is YamlScalar { IsNull: false, Value: "" }))
            scope.Problems.Error(ConfigRule.InvalidValue, node.Position, path.ToString(), words);
        for (int i = 0; i < parts.Length; i++)
            Item.Check(parts[i], path.Down(i), scope);
    }

    private ImmutableArray<YamlNode>? Parts(YamlNode node) => node switch
    {
        YamlSequence sequence => sequence.Items,
        YamlScalar { IsNull: false } scalar when commaText => [.. scalar.Value.Split(',', StringSplitOptions.TrimEntries).Select(part => new YamlScalar(scalar.Position, part, IsPlain: false))],
        _ => null,
    };
}
