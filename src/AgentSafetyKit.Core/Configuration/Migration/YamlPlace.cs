using System.Collections.Immutable;
using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>A way from a document's root to a value.</summary>
/// <param name="Steps">Keys of mappings, and numbers of list items from 0.</param>
internal sealed record YamlPlace(ImmutableArray<(string? Key, int Index)> Steps)
{
    public static YamlPlace Root { get; } = new([]);

    public static YamlPlace At(params ReadOnlySpan<string> keys)
    {
        YamlPlace place = Root;
        foreach (string key in keys)
            place = place.Down(key);
        return place;
    }

    public YamlPlace Down(string key) => new(Steps.Add((key, 0)));

    public YamlPlace Down(int index) => new(Steps.Add((null, index)));

    /// <summary>All values of a document with their places, those that hold others first. What is in one that stands in several places (an alias) is met once, so this takes no longer than the file is long.</summary>
    public static IEnumerable<(YamlPlace Place, YamlNode Node)> All(YamlNode? root)
    {
        var met = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<(YamlPlace Place, YamlNode Node)>();
        if (root is not null)
            waiting.Push((Root, root));
        while (waiting.TryPop(out (YamlPlace Place, YamlNode Node) at))
        {
            yield return at;
            if (!met.Add(at.Node))
                continue;
            IEnumerable<(YamlPlace, YamlNode)> children = at.Node switch
            {
                YamlMapping mapping => mapping.Entries.Select(entry => (at.Place.Down(entry.Key.Value), entry.Value)),
                YamlSequence sequence => sequence.Items.Select((item, index) => (at.Place.Down(index), item)),
                _ => [],
            };
            foreach ((YamlPlace, YamlNode) child in children.Reverse())
                waiting.Push(child);
        }
    }

    public YamlNode? Of(YamlNode? root)
    {
        YamlNode? at = root;
        foreach ((string? key, int index) in Steps)
        {
            at = (at, key) switch
            {
                (YamlMapping mapping, not null) => mapping.Find(key)?.Value,
                (YamlSequence sequence, null) when index < sequence.Items.Length => sequence.Items[index],
                _ => null,
            };
        }

        return at;
    }

    /// <summary>The key with its value; null where the last step is no key.</summary>
    public YamlEntry? EntryOf(YamlNode? root) => Steps[^1].Key is { } key ? (new YamlPlace(Steps.RemoveAt(Steps.Length - 1)).Of(root) as YamlMapping)?.Find(key) : null;

    public override string ToString()
    {
        YamlPath path = YamlPath.Root;
        foreach ((string? key, int index) in Steps)
            path = key is null ? path.Down(index) : path.Down(key);
        return path.ToString();
    }
}
