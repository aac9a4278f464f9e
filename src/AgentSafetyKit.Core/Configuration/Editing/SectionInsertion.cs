using AgentSafetyKit.Configuration.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentSafetyKit.Configuration.Editing;

/// <summary>Puts one entry into a top-level section of a text, in the style that is there. It only proposes: <see cref="ConfigEditor"/> judges the result by its content.</summary>
internal sealed class SectionInsertion(string text, string section, SectionEntry entry)
{
    private readonly string _newLine = text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var at && text[at - 1] == '\r' ? "\r\n" : "\n";
    private readonly SectionOutline _outline = SectionOutline.Of(text, section);

    /// <summary>The new text, or null where the layout is beyond this.</summary>
    public string? Apply() => _outline switch
    {
        { KeyEnd: < 0, RootIsFlow: true } => InsertFlow(_outline.RootContentEnd, _outline.RootStart, $"{section}: {entry.FlowSection}"),
        { KeyEnd: < 0 } => Append(),
        { Value: SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow } } => IntoFlow(),
        { Value: SequenceStart or MappingStart } => IntoBlock(),
        { Value: Scalar scalar } when new YamlScalar(default, scalar.Value, scalar.Style == ScalarStyle.Plain).IsNull => InsteadOf(scalar),
        _ => null,
    };

    private string ChildIndent => new(' ', _outline.RootIndent + 2);

    private string Append()
    {
        int at = _outline.DocumentEnd;
        string before = text[..at];
        string end = before.Length == 0 || before.EndsWith('\n') ? "" : _newLine;
        string gap = before.Length == 0 || _outline.EndsWithBlockScalar ? "" : _newLine;
        return before + end + gap + new string(' ', _outline.RootIndent) + section + ":" + _newLine + entry.Block(ChildIndent, _newLine) + text[at..];
    }

    private string? InsteadOf(Scalar nothing)
    {
        int start = nothing.Value.Length == 0 ? _outline.KeyEnd : (int)nothing.Start.Index;
        int end = nothing.Value.Length == 0 ? _outline.KeyEnd : (int)nothing.End.Index;
        if (_outline.RootIsFlow)
            return start == end ? null : text[..start] + entry.FlowSection + text[end..];
        return ReplaceWithBlock(start, end);
    }

    /// <summary>Removes a value that stands behind its key and puts lines beneath.</summary>
    private string ReplaceWithBlock(int start, int end)
    {
        string before = text[..start].TrimEnd(' ');
        string rest = before + text[end..];
        return InsertLines(rest, NextLine(rest, before.Length), entry.Block(ChildIndent, _newLine));
    }

    private string? IntoFlow()
    {
        (int open, int close) = _outline.Brackets;
        if (close < open)
            return null;
        bool isBlank = text[open..close].All(c => c == ' ');
        return !_outline.RootIsFlow && isBlank ? ReplaceWithBlock(open - 1, close + 1) : InsertFlow(_outline.ContentEnd, open, entry.Flow);
    }

    private string InsertFlow(int contentEnd, int start, string item) =>
        contentEnd >= 0 ? text[..contentEnd] + ", " + item + text[contentEnd..] : text[..start] + item + text[start..];

    private string? IntoBlock()
    {
        if (_outline.FirstItem < 0 || _outline.ContentEnd < 0 || Indent() is not { } indent)
            return null;
        int at = _outline.ContentEnd;
        bool atLineStart = _outline.ContentIsBlockScalar && at > 0 && text[at - 1] == '\n';
        at = atLineStart ? at : NextLine(text, at);
        while (IsCommentDeeperThan(indent, at))
            at = NextLine(text, at);
        return InsertLines(text, at, entry.Block(new string(' ', indent), _newLine));
    }

    /// <summary>The column of the dashes of a list, or of the names of a mapping.</summary>
    private int? Indent()
    {
        int line = LineStart(_outline.FirstItem);
        if (_outline.Value is MappingStart)
            return text[line.._outline.FirstItem].All(c => c == ' ') ? _outline.FirstItem - line : null;
        while (true)
        {
            int first = line;
            while (first < text.Length && text[first] == ' ')
                first++;
            if (first < text.Length && text[first] == '-')
                return first - line;
            if (line == 0)
                return null;
            line = LineStart(line - 1);
        }
    }

    private bool IsCommentDeeperThan(int indent, int at)
    {
        int first = at;
        while (first < text.Length && text[first] == ' ')
            first++;
        return first < text.Length && text[first] == '#' && first - at > indent;
    }

    private int LineStart(int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private static int NextLine(string lines, int at) => lines.IndexOf('\n', at) is >= 0 and var end ? end + 1 : lines.Length;

    private string InsertLines(string lines, int at, string addition) =>
        lines[..at] + (at == 0 || lines[at - 1] == '\n' ? "" : _newLine) + addition + lines[at..];
}
