using AgentSafetyKit.Configuration.Yaml;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>Small changes of a YAML text that leave all other lines alone. They only propose: whoever asks judges the result by its content. Null where the layout is beyond them.</summary>
internal static class LineEdit
{
    /// <summary>Another text in the place of a key or a single value.</summary>
    public static string? Replace(string text, YamlScalar old, string value)
    {
        int at = OffsetOf(text, old.Position);
        string[] ways = old.IsPlain ? [old.Value] : [$"\"{old.Value}\"", $"'{old.Value}'"];
        return ways.FirstOrDefault(way => way.Length > 0 && string.CompareOrdinal(text, at, way, 0, way.Length) == 0) is { } written
            ? text[..at] + YamlOutput.Quote(value) + text[(at + written.Length)..]
            : null;
    }

    /// <summary>A key that begins its line, with the lines beneath it, as comments.</summary>
    public static string? PutAside(string text, YamlScalar key)
    {
        string[] lines = text.Split('\n');
        int first = key.Position.Line - 1, indent = key.Position.Column - 1;
        if (indent > lines[first].Length || lines[first][..indent].Any(letter => letter != ' '))
            return null;
        int last = first;
        for (int i = first + 1; i < lines.Length; i++)
        {
            string content = lines[i].TrimStart(' ');
            int deep = lines[i].Length - content.Length;
            bool isBlank = content.Trim().Length == 0;
            // The items of a list may stand right beneath its key.
            if (!isBlank && (deep < indent || (deep == indent && content[0] != '-' && content[0] != '#')))
                break;
            if (!isBlank && (content[0] != '#' || deep > indent))
                last = i;
        }

        for (int i = first; i <= last; i++)
            lines[i] = lines[i].Trim().Length == 0 ? lines[i] : $"{lines[i][..Math.Min(indent, lines[i].Length)]}# {lines[i][Math.Min(indent, lines[i].Length)..]}";
        return string.Join('\n', lines);
    }

    /// <summary>A key with a single value out of a mapping in braces.</summary>
    public static string? TakeOutOfFlow(string text, YamlEntry entry)
    {
        if (entry.Value is not YamlScalar)
            return null;
        int start = OffsetOf(text, entry.Key.Position), end = text.AsSpan(start).IndexOfAny(",}\n");
        if (end < 0)
            return null;
        end += start;
        if (text[end] == ',')
            return text[..start] + text[(end + 1)..].TrimStart(' ');
        string before = text[..start].TrimEnd(' ');
        return (before.EndsWith(',') ? before[..^1] : before) + text[end..];
    }

    private static int OffsetOf(string text, SourcePosition position)
    {
        int at = 0;
        for (int line = 1; line < position.Line; line++)
            at = text.IndexOf('\n', at) + 1;
        return at + position.Column - 1;
    }
}
