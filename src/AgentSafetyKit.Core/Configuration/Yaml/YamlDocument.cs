using System.Collections.Immutable;
using AgentSafetyKit.Primitives;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>
/// Builds the tree of one document from the event stream, in memory bounded by the file's size and <see cref="LargestExpansion"/>: aliases share their node and only their weight is counted, which stops
/// the "billion laughs". Duplicate keys, merge keys (<c>&lt;&lt;</c>) and tags are dealt with here, so that the rest sees plain mappings.
/// </summary>
internal sealed class YamlDocument
{
    public const int DeepestNesting = 64;
    private const long LargestExpansion = 32L << 20;
    private readonly Dictionary<AnchorName, YamlNode?> _anchors = [];
    private readonly ConfigProblemList _problems;
    private readonly YamlEvents _events;
    private long _weight;

    private YamlDocument(string text, ConfigProblemList problems)
    {
        _events = new YamlEvents(text);
        _problems = problems;
    }

    /// <summary>The root, or null for a document without content and for one that can not be read (then the problem is added).</summary>
    public static YamlNode? Read(ReadOnlySpan<byte> bytes, ConfigProblemList problems)
    {
        try
        {
            return Parse(YamlText.Decode(bytes), problems);
        }
        catch (YamlRefusedException refused)
        {
            problems.Error(refused.Rule, refused.Position, "", refused.Words);
            return null;
        }
    }

    /// <exception cref="YamlRefusedException">It can not be read.</exception>
    public static YamlNode? Parse(string text, ConfigProblemList problems) => new YamlDocument(text, problems).ReadDocument();

    private YamlNode? ReadDocument()
    {
        YamlNode? root = null;
        bool seen = false;
        while (_events.MoveNext())
        {
            if (_events.Current is not DocumentStart start)
                continue;
            if (seen)
                throw Refused(ConfigRule.Syntax, start, new Text("a second document ('---'); a configuration is one document", "второй документ ('---'); конфигурация — это один документ"));
            seen = true;
            _events.MoveNext();
            root = ReadNode(YamlPath.Root, 1);
        }

        return root;
    }

    private YamlNode ReadNode(YamlPath path, int depth)
    {
        ParsingEvent begin = _events.Current;
        if (begin is AnchorAlias alias)
            return Resolve(alias, depth);
        if (begin is NodeEvent { Tag.IsEmpty: false } tagged && !IsCoreTag(tagged.Tag))
            _problems.Error(ConfigRule.WrongType, Position(begin), path.ToString(), new Text("put a text that begins with '!' in quotes; tags ('!name') are not used here", "возьмите в кавычки текст, который начинается с '!'; теги ('!имя') здесь не используются"));
        AnchorName anchor = begin is NodeEvent named ? named.Anchor : AnchorName.Empty;
        if (!anchor.IsEmpty)
            _anchors[anchor] = null;
        YamlNode node = begin switch
        {
            Scalar scalar => new YamlScalar(Position(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty),
            SequenceStart => ReadSequence(path, depth),
            MappingStart => ReadMapping(path, depth),
            _ => throw Refused(ConfigRule.Syntax, begin, new Text("a value is expected here", "здесь ожидается значение")),
        };
        if (!anchor.IsEmpty)
            _anchors[anchor] = node;
        return node;
    }

    private YamlNode Resolve(AnchorAlias alias, int depth)
    {
        string name = Printable.Escape(alias.Value.Value.Length > 64 ? alias.Value.Value[..64] + "…" : alias.Value.Value);
        if (!_anchors.TryGetValue(alias.Value, out YamlNode? node))
        {
            string? near = NearestName.Find(alias.Value.Value, _anchors.Keys.Select(a => a.Value));
            throw Refused(ConfigRule.UnknownReference, alias, ProblemWords.WithSuggestion(new Text($"there is no anchor '&{name}' above", $"якоря '&{name}' выше нет"), near));
        }

        if (node is null)
            throw Refused(ConfigRule.Conflict, alias, new Text($"'*{name}' stands within its own anchor", $"'*{name}' находится внутри собственного якоря"));
        if ((_weight += node.Weight) > LargestExpansion)
            throw Refused(ConfigRule.TooLarge, alias, new Text("the aliases ('*name') make the document grow beyond all measure", "псевдонимы ('*имя') раздувают документ сверх всякой меры"));
        return depth + node.Height > DeepestNesting + 1 ? throw YamlEvents.TooDeep(Position(alias)) : node;
    }

    private YamlSequence ReadSequence(YamlPath path, int depth)
    {
        SourcePosition position = Position(_events.Current);
        ImmutableArray<YamlNode>.Builder items = ImmutableArray.CreateBuilder<YamlNode>();
        int height = 0;
        long weight = 16;
        while (_events.MoveNext() && _events.Current is not SequenceEnd)
        {
            YamlNode item = ReadNode(path.Down(items.Count), depth + 1);
            items.Add(item);
            height = Math.Max(height, item.Height);
            weight += item.Weight;
        }

        return new YamlSequence(position, items.ToImmutable(), height + 1, weight);
    }

    private YamlMapping ReadMapping(YamlPath path, int depth)
    {
        SourcePosition position = Position(_events.Current);
        var entries = new YamlEntries(_problems, path);
        while (_events.MoveNext() && _events.Current is not MappingEnd)
        {
            YamlNode key = ReadNode(path, depth + 1);
            if (!_events.MoveNext())
                break;
            string name = key is YamlScalar scalar ? scalar.Value : "?";
            entries.Add(key, ReadNode(path.Down(name), depth + 1));
        }

        return entries.ToMapping(position);
    }

    private static bool IsCoreTag(TagName tag) => tag.IsNonSpecific || tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal);

    private static SourcePosition Position(ParsingEvent at) => YamlEvents.PositionOf(at.Start);

    private static YamlRefusedException Refused(ConfigRule rule, ParsingEvent at, Text message) => new(rule, Position(at), message);
}
