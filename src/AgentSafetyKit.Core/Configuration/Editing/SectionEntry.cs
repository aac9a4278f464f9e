using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Editing;

/// <summary>What is added to a section: an item of a list, or a named entry of a mapping. The values are YAML flow text already.</summary>
internal sealed class SectionEntry(string? name, IEnumerable<(string Key, string? Value)> fields)
{
    private readonly ImmutableArray<(string Key, string? Value)> _fields = [.. fields.Where(f => f.Value is not null)];

    public string? Name { get; } = name;

    /// <summary><c>{source: /a}</c>, or <c>name: {cpu: 2}</c>.</summary>
    public string Flow => (Name is null ? "" : YamlOutput.Quote(Name) + ": ") + $"{{{string.Join(", ", _fields.Select(f => $"{f.Key}: {f.Value}"))}}}";

    /// <summary>What an absent or empty section would become in flow style.</summary>
    public string FlowSection => Name is null ? $"[{Flow}]" : $"{{{Flow}}}";

    /// <summary>Whole lines, each ending with <paramref name="newLine"/>.</summary>
    public string Block(string indent, string newLine)
    {
        string first = Name is null ? indent + "- " : $"{indent}{YamlOutput.Quote(Name)}:{newLine}{indent}  ";
        return first + string.Join(newLine + indent + "  ", _fields.Select(f => $"{f.Key}: {f.Value}")) + newLine;
    }

    public YamlNode Section() => YamlDocument.Parse(FlowSection, new ConfigProblemList())!;
}
