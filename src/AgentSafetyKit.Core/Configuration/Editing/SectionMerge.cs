using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Editing;

/// <summary>What a document's content has to be after an addition: the judge of every edit.</summary>
internal static class SectionMerge
{
    /// <summary>Null where no document could be right, such as for a name that is there already.</summary>
    public static YamlNode? Expected(YamlNode? root, string section, SectionEntry entry)
    {
        var position = new SourcePosition(1, 1);
        YamlNode addition = entry.Section();
        if (root is null or { IsNull: true })
            return new YamlMapping(position, [new YamlEntry(new YamlScalar(position, section, IsPlain: true), addition)], 1, 0);
        if (root is not YamlMapping mapping)
            return null;
        if (mapping.Find(section) is not { } old)
            return mapping.With([.. mapping.Entries, new YamlEntry(new YamlScalar(position, section, IsPlain: true), addition)]);
        YamlNode? merged = (old.Value, addition) switch
        {
            ({ IsNull: true }, _) => addition,
            (YamlSequence a, YamlSequence b) => new YamlSequence(position, [.. a.Items, .. b.Items], 1, 0),
            (YamlMapping a, YamlMapping b) when b.Entries.All(e => a.Find(e.Key.Value) is null) => a.With([.. a.Entries, .. b.Entries]),
            _ => null,
        };
        return merged is null ? null : mapping.With([.. mapping.Entries.Select(e => ReferenceEquals(e, old) ? new YamlEntry(e.Key, merged) : e)]);
    }

    /// <summary>Whether a document is another one less an item of a list. A list that has become empty may be written as <c>[]</c> or as nothing.</summary>
    public static bool IsWithout(YamlNode? before, YamlNode? after, string section, int index)
    {
        if (before is not YamlMapping mapping || mapping.Find(section) is not { Value: YamlSequence list } old || index >= list.Items.Length)
            return false;
        var position = new SourcePosition(1, 1);
        bool IsWith(YamlNode rest) => YamlNode.Same(mapping.With([.. mapping.Entries.Select(e => ReferenceEquals(e, old) ? new YamlEntry(e.Key, rest) : e)]), after);
        return IsWith(new YamlSequence(position, list.Items.RemoveAt(index), 1, 0)) || list.Items.Length == 1 && IsWith(new YamlScalar(position, "", IsPlain: true));
    }
}
