using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>Keys with values whose meaning is somebody else's.</summary>
internal sealed class AnyMappingShape(Text expected) : ValueShape(expected)
{
    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (node is not YamlMapping)
            ReportType(node, path, scope);
    }
}
