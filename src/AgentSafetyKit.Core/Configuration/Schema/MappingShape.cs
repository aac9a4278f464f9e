using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Schema;

/// <summary>Keys known beforehand, each with its own shape. Null stands for "not given".</summary>
internal sealed class MappingShape(Text expected, params ImmutableArray<KeyRule> keys) : ValueShape(expected)
{
    private readonly Dictionary<string, KeyRule> _byName = keys.ToDictionary(k => k.Name);

    public ImmutableArray<KeyRule> Keys { get; } = keys;

    public override void Check(YamlNode node, YamlPath path, ShapeScope scope)
    {
        if (node is not YamlMapping mapping)
        {
            ReportType(node, path, scope);
            return;
        }

        foreach (YamlEntry entry in mapping.Entries)
            CheckEntry(entry, path.Down(entry.Key.Value), scope);
        foreach (KeyRule rule in Keys)
        {
            if (rule.Required && mapping.Find(rule.Name) is null)
                ReportMissing(rule, mapping.Position, path.Down(rule.Name), scope);
        }
    }

    private static void ReportMissing(KeyRule rule, SourcePosition position, YamlPath path, ShapeScope scope) =>
        scope.Problems.Error(ConfigRule.MissingKey, position, path.ToString(), new Text($"is required: {rule.Shape.Expected.English}", $"обязательный ключ: {rule.Shape.Expected.Russian}"));

    private void CheckEntry(YamlEntry entry, YamlPath path, ShapeScope scope)
    {
        if (!_byName.TryGetValue(entry.Key.Value, out KeyRule? rule))
        {
            if (!scope.Problems.CountsOnly())
                ReportUnknown(entry.Key, path, scope);
        }
        else if (!entry.Value.IsNull)
        {
            rule.Shape.Check(entry.Value, path, scope);
            if (rule.Support != KeySupport.Now && !YamlNode.Same(entry.Value, rule.DefaultNode))
                ReportUnsupported(rule, entry.Key.Position, path, scope);
        }
        else if (rule.Required)
        {
            ReportMissing(rule, entry.Key.Position, path, scope);
        }
    }

    private static void ReportUnsupported(KeyRule rule, SourcePosition position, YamlPath path, ShapeScope scope)
    {
        if (rule.Support == KeySupport.Later)
            scope.Problems.Warning(ConfigRule.NotSupportedYet, position, path.ToString(), new Text("is not supported by this version yet and has no effect", "пока не поддерживается этой версией и ни на что не влияет"));
        else
            scope.Problems.Error(ConfigRule.NotSupportedYet, position, path.ToString(), new Text("this version can not do that yet, so it does not promise it: take the key out", "эта версия так ещё не умеет и потому не обещает: уберите этот ключ"));
    }

    private void ReportUnknown(YamlScalar key, YamlPath path, ShapeScope scope)
    {
        string? near = NearestName.Find(key.Value, Keys.Select(k => k.Name));
        var message = new Text("unknown key", "неизвестный ключ");
        if (near is not null)
            message = ProblemWords.WithSuggestion(message, near);
        else if (ConfigSchema.PathsOf(key.Value) is { Length: > 0 } paths)
            message = new Text($"unknown key here; it exists as {paths}", $"здесь такого ключа нет; он существует как {paths}");
        else
            message = new Text($"unknown key; valid here: {Names()}", $"неизвестный ключ; здесь допустимы: {Names()}");
        scope.Problems.Error(ConfigRule.UnknownKey, key.Position, path.ToString(), message, near);
    }

    private string Names() => string.Join(", ", Keys.Select(k => k.Name));
}
