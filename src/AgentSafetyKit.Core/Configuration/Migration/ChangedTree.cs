using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>What a document would be with something else in one place of its text: wherever aliases and merge keys bring that place's content, too. Trees are values: nothing is changed in place.</summary>
/// <param name="entry">What becomes of a key with its value; null takes it out.</param>
/// <param name="scalar">What becomes of a single value.</param>
internal sealed class ChangedTree(Func<YamlEntry, YamlEntry?> entry, Func<YamlScalar, YamlScalar> scalar)
{
    private readonly Dictionary<YamlNode, YamlNode> _done = new(ReferenceEqualityComparer.Instance);

    /// <summary>Another value.</summary>
    public static YamlNode? With(YamlNode? root, YamlScalar old, YamlScalar value) => new ChangedTree(at => at, at => ReferenceEquals(at, old) ? value : at).Of(root);

    /// <summary>Another name of a key.</summary>
    public static YamlNode? Renamed(YamlNode? root, YamlScalar key, string name) =>
        new ChangedTree(at => ReferenceEquals(at.Key, key) ? at with { Key = key with { Value = name } } : at, at => at).Of(root);

    /// <summary>A key less.</summary>
    public static YamlNode? Without(YamlNode? root, YamlScalar key) => new ChangedTree(at => ReferenceEquals(at.Key, key) ? null : at, at => at).Of(root);

    private YamlNode? Of(YamlNode? node) => node is null ? null : _done.TryGetValue(node, out YamlNode? known) ? known : _done[node] = Change(node);

    private YamlNode Change(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                ImmutableArray<YamlEntry> entries = [.. mapping.Entries.Select(entry).OfType<YamlEntry>().Select(at => at with { Value = Of(at.Value)! })];
                // Two keys of one name are none of our making: no document is like what comes of it.
                if (entries.Select(at => at.Key.Value).Distinct().Count() < entries.Length)
                    return new YamlSequence(default, [], 1, 0);
                return entries.IsEmpty && !mapping.Entries.IsEmpty ? new YamlScalar(default, "", IsPlain: true) : mapping.With(entries);
            case YamlSequence sequence:
                return sequence with { Items = [.. sequence.Items.Select(item => Of(item)!)] };
            default:
                return scalar((YamlScalar)node);
        }
    }
}
