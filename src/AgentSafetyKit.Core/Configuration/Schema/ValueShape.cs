using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>What a value may look like. One instance describes it both to the check, which reports what is wrong, and to the binder, which takes the value.</summary>
internal abstract class ValueShape(Text expected)
{
    /// <summary>In the nominative: "a list of names".</summary>
    public Text Expected { get; } = expected;

    /// <summary>Reports everything wrong with a value that is not null.</summary>
    public abstract void Check(YamlNode node, YamlPath path, ShapeScope scope);

    protected void ReportType(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (scope.Problems.CountsOnly())
            return;
        scope.Problems.Error(ConfigRule.WrongType, node.Position, path.ToString(), new Text($"expected {Expected.English}, found {Kind(node).English}", $"ожидается {Expected.Russian}, а здесь {Kind(node).Russian}"));
    }

    private static Text Kind(YamlNode node) => node switch
    {
        YamlMapping => new Text("keys with values", "набор ключей"),
        YamlSequence => new Text("a list", "список"),
        { IsNull: true } => new Text("nothing", "пусто"),
        _ => new Text("a single value", "одно значение"),
    };
}
