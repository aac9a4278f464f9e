using AgentSafetyKit.Configuration.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentSafetyKit.Configuration.Editing;

/// <summary>Takes one item out of a top-level list of a text, with the comments inside it. It only proposes: <see cref="ConfigEditor"/> judges the result by its content.</summary>
internal sealed class ItemRemoval(string text, string section, int index)
{
    private readonly List<(int Start, int End)> _items = [];
    private bool _isFlow;

    /// <summary>The new text, or null where the layout is beyond this.</summary>
    public string? Apply()
    {
        Walk();
        if (index < 0 || index >= _items.Count)
            return null;
        return _isFlow ? OutOfFlow() : OutOfBlock();
    }

    private string OutOfFlow()
    {
        (int start, int end) = _items[index];
        if (index + 1 < _items.Count)
            return text[..start] + text[_items[index + 1].Start..];
        return index == 0 ? text[..start] + text[end..] : text[.._items[index - 1].End] + text[end..];
    }

    private string? OutOfBlock()
    {
        if (DashLine(_items[index].Start) is not { } start)
            return null;
        int indent = FirstOf(start) - start;
        int end = NextLine(Math.Max(_items[index].End - 1, start));
        while (end < text.Length && FirstOf(end) is var first && first < text.Length && text[first] == '#' && first - end > indent)
            end = NextLine(end);
        return text[..start] + text[end..];
    }

    /// <summary>Where the line begins on which the item's dash stands.</summary>
    private int? DashLine(int item)
    {
        for (int line = LineStart(item); ; line = LineStart(line - 1))
        {
            int first = FirstOf(line);
            if (first < text.Length && text[first] == '-')
                return line;
            if (line == 0)
                return null;
        }
    }

    /// <summary>Finds the items: what begins in the list itself, up to the last thing in it that is not a comment.</summary>
    private void Walk()
    {
        var events = new YamlEvents(text);
        var flows = new Stack<bool>();
        bool keyNext = true, isOurs = false, isInside = false;
        while (events.MoveNext())
        {
            ParsingEvent at = events.Current;
            bool isNode = at is Scalar or AnchorAlias or MappingStart or SequenceStart;
            int start = Math.Min((int)at.Start.Index, text.Length), end = Math.Min((int)at.End.Index, text.Length);
            if (isNode && flows.Count == 1)
            {
                if (keyNext)
                    isOurs = at is Scalar key && key.Value == section;
                else if (isOurs && at is SequenceStart list)
                    (isInside, _isFlow) = (true, list.Style == SequenceStyle.Flow);
                keyNext = !keyNext;
            }
            else if (isNode && flows.Count == 2 && isInside)
            {
                _items.Add((start, start));
            }

            // An end's mark stands before its bracket; that of a block has none, and can be anywhere behind, as an empty value's can.
            bool isContent = at is Scalar { Style: not ScalarStyle.Plain } or Scalar { Value.Length: > 0 } or AnchorAlias;
            if (at is MappingStart or SequenceStart)
                flows.Push(at is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow });
            else if (at is MappingEnd or SequenceEnd)
                (isContent, end) = (flows.Pop(), start + 1);
            isInside &= flows.Count >= 2 || at is not SequenceEnd;
            if (isInside && flows.Count >= 2 && _items.Count > 0 && isContent)
                _items[^1] = (_items[^1].Start, Math.Max(_items[^1].End, end));
        }
    }

    private int FirstOf(int line)
    {
        while (line < text.Length && text[line] == ' ')
            line++;
        return line;
    }

    private int LineStart(int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private int NextLine(int at) => text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;
}
