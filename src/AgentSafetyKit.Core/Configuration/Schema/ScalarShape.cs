using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>A single value and how it is read. Whether it is quoted does not matter.</summary>
internal sealed class ScalarShape<T>(Text expected, Func<string, ConfigContext, Parsed<T>> parse) : ValueShape(expected)
{
    public Parsed<T> Parse(YamlScalar scalar, ConfigContext context) => Parse(scalar.Value, context);

    public Parsed<T> Parse(string text, ConfigContext context) => text.Contains('\0', StringComparison.Ordinal)
        ? ValueProblem.Invalid("a value may not contain a NUL character", "значение не может содержать символ NUL")
        : parse(text, context);

    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
            ReportType(node, path, scope);
        else if (Parse(scalar, scope.Context).Problem is { } problem)
            scope.Problems.Error(problem.Rule, node.Position, path.ToString(), problem.Message, problem.Suggestion);
    }
}
