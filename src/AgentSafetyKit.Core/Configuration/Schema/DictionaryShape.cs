using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>Names the user chooses, each with a value of the same shape.</summary>
/// <param name="name">What a name may look like.</param>
/// <param name="nullable">Whether a name may stand without a value.</param>
internal sealed class DictionaryShape(Text expected, ScalarShape<string> name, ValueShape item, bool nullable = false) : ValueShape(expected)
{
    public ValueShape Item { get; } = item;

    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (node is not YamlMapping mapping)
        {
            ReportType(node, path, scope);
            return;
        }

        foreach (YamlEntry entry in mapping.Entries)
        {
            YamlPath here = path.Down(entry.Key.Value);
            if (name.Parse(entry.Key, scope.Context).Problem is { } problem)
                scope.Problems.Error(problem.Rule, entry.Key.Position, here.ToString(), problem.Message, problem.Suggestion);
            if (!(nullable && entry.Value.IsNull))
                Item.Check(entry.Value.IsNull ? new YamlScalar(entry.Key.Position, "", IsPlain: true) : entry.Value, here, scope);
        }
    }
}
