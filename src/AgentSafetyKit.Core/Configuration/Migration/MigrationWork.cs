using AgentSafetyKit.Configuration.Editing;
using AgentSafetyKit.Configuration.Yaml;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>A text while it is migrated, one change after another. Each is proposed on the lines and then judged by its content: what would change anything else is not done, and left to the user.</summary>
internal sealed class MigrationWork(string text, ConfigContext context)
{
    private readonly HashSet<string> _given = [];

    public string Text { get; private set; } = text;

    /// <summary>Null: nothing is in it.</summary>
    public YamlNode? Root { get; private set; } = Parse(text);

    public ConfigContext Context => context;

    public List<MigratedKey> Changes { get; } = [];

    /// <summary>Whether a change there was tried and can not be made.</summary>
    public bool IsGivenUp(YamlPlace place) => _given.Contains(place.ToString());

    /// <summary>Puts another value in the place of a single one. False: it is laid out in a way this can not be done for.</summary>
    public bool Replace(YamlPlace place, string value, Text why) =>
        place.Of(Root) is YamlScalar old && Accept(LineEdit.Replace(Text, old, value), ChangedTree.With(Root, old, new YamlScalar(default, value, IsPlain: false)), place, old.Position.Line, why);

    /// <summary>Gives a key another name.</summary>
    public bool Rename(YamlPlace place, string name, Text why) =>
        place.EntryOf(Root) is { } entry && Accept(LineEdit.Replace(Text, entry.Key, name), ChangedTree.Renamed(Root, entry.Key, name), place, entry.Key.Position.Line, why);

    /// <summary>Makes a comment of a key with all that belongs to it.</summary>
    public bool PutAside(YamlPlace place, Text why)
    {
        if (place.EntryOf(Root) is not { } entry)
            return false;
        YamlNode? without = ChangedTree.Without(Root, entry.Key);
        return Accept(LineEdit.PutAside(Text, entry.Key), without, place, entry.Key.Position.Line, why) || Accept(LineEdit.TakeOutOfFlow(Text, entry), without, place, entry.Key.Position.Line, why);
    }

    /// <summary>Adds a named entry to a section.</summary>
    public bool Add(string section, SectionEntry entry, YamlPlace place, int line, Text why) =>
        Accept(new SectionInsertion(Text, section, entry).Apply(), SectionMerge.Expected(Root, section, entry), place, line, why);

    private bool Accept(string? proposed, YamlNode? expected, YamlPlace place, int line, Text why)
    {
        if (proposed is null || Reread(proposed, out YamlNode? now) is false || !Same(expected, now))
        {
            _given.Add(place.ToString());
            return false;
        }

        Changes.Add(new MigratedKey(line, place.ToString(), why));
        // What stood in the way of the others may be gone, such as the last alias of an anchor.
        _given.Clear();
        (Text, Root) = (proposed, now);
        return true;
    }

    /// <summary>A mapping that nothing is left in may be written as nothing.</summary>
    private static bool Same(YamlNode? expected, YamlNode? now) => YamlNode.Same(expected, now) || (expected is null or { IsNull: true } && now is null or { IsNull: true });

    private static bool Reread(string text, out YamlNode? root)
    {
        try
        {
            root = Parse(text);
            return true;
        }
        catch (YamlRefusedException)
        {
            root = null;
            return false;
        }
    }

    private static YamlNode? Parse(string text) => YamlDocument.Parse(text, new ConfigProblemList());
}
