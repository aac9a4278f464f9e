using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>A single value or something with structure; which of the two is meant shows in the value's form.</summary>
internal sealed class EitherShape(Text expected, ValueShape scalar, ValueShape structure) : ValueShape(expected)
{
    public ValueShape Scalar { get; } = scalar;

    public ValueShape Structure { get; } = structure;

    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (node.IsNull || (node is YamlSequence && Structure is not ListShape) || (node is YamlMapping && Structure is ListShape))
            ReportType(node, path, scope);
        else
            (node is YamlScalar ? Scalar : Structure).Check(node, path, scope);
    }
}
