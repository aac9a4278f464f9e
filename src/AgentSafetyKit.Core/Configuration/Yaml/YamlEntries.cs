using System.Globalization;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>Collects the entries of one mapping: a key given twice is a problem, a merge key brings what is not given (YAML 1.1 merge type; of several mappings the first wins).</summary>
internal sealed class YamlEntries(ConfigProblemList problems, YamlPath path)
{
    private readonly Dictionary<string, YamlEntry> _entries = [];
    private readonly List<YamlNode> _merged = [];
    private int _height;
    private long _weight = 16;

    public void Add(YamlNode keyNode, YamlNode value)
    {
        _height = Math.Max(_height, value.Height);
        _weight += keyNode.Weight + value.Weight;
        if (keyNode is not YamlScalar key)
        {
            problems.Error(ConfigRule.WrongType, keyNode.Position, path.ToString(), new Text("a key has to be a plain name", "ключом может быть только простое имя"));
        }
        else if (key is { IsPlain: true, Value: "<<" })
        {
            _merged.Add(value);
        }
        else if (_entries.TryGetValue(key.Value, out YamlEntry? first))
        {
            if (problems.CountsOnly())
                return;
            string line = first.Key.Position.Line.ToString(CultureInfo.InvariantCulture);
            problems.Error(ConfigRule.DuplicateKey, key.Position, path.Down(key.Value).ToString(), new Text($"given twice, first in line {line}; remove one of them", $"задан дважды, впервые в строке {line}; уберите один из них"));
        }
        else
        {
            _entries.Add(key.Value, new YamlEntry(key, value));
        }
    }

    public YamlMapping ToMapping(SourcePosition position)
    {
        List<YamlEntry> all = [.. _entries.Values];
        foreach (YamlNode source in _merged)
            Merge(source, all);
        return new YamlMapping(position, [.. all], _height + 1, _weight);
    }

    private void Merge(YamlNode source, List<YamlEntry> all)
    {
        IEnumerable<YamlNode> parts = source is YamlSequence list ? list.Items : [source];
        foreach (YamlNode part in parts)
        {
            if (part is not YamlMapping mapping)
            {
                problems.Error(ConfigRule.WrongType, part.Position, path.Down("<<").ToString(), new Text("'<<' merges mappings only, such as '<<: *name'", "'<<' вставляет только наборы ключей, например '<<: *имя'"));
                continue;
            }

            foreach (YamlEntry entry in mapping.Entries)
            {
                if (_entries.TryAdd(entry.Key.Value, entry))
                    all.Add(entry);
            }
        }
    }
}
