using System.Globalization;
using System.Text;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>
/// Writes trees and texts as YAML that every reader understands alike, YAML 1.1 readers such as cloud-init's included: whatever might be taken for something else is put in double quotes.
/// </summary>
internal static class YamlOutput
{
    private static readonly string[] OtherMeanings = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

    /// <summary>A block mapping or sequence, or one flow value; aliases are written out. Ends with a line feed.</summary>
    public static string Write(YamlNode node)
    {
        var text = new StringBuilder();
        WriteBlock(text, node, 0);
        return text.ToString();
    }

    /// <summary>A text as a plain or double-quoted value; fits into flow collections as well.</summary>
    public static string Quote(string value)
    {
        if (IsPlain(value))
            return value;
        var text = new StringBuilder("\"");
        foreach (char letter in value)
        {
            string? escape = letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => null,
            };
            if (escape is not null)
                text.Append(escape);
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            else
                text.Append(letter);
        }

        return text.Append('"').ToString();
    }

    /// <summary><c>[a, "b c"]</c>.</summary>
    public static string Flow(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Quote))}]";

    private static bool IsPlain(string value)
    {
        if (value.Length == 0 || OtherMeanings.Contains(value, StringComparer.OrdinalIgnoreCase))
            return false;
        // A digit, a sign or a dot first may make a number, a date or a time of it.
        if (!char.IsAsciiLetter(value[0]) && value[0] is not ('/' or '_') && !(value[0] == '~' && value.Length > 1 && value[1] == '/'))
            return false;
        return value.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '.' or '-' or '+' or '@' or '~' or ':') && value[^1] != ':';
    }

    private static void WriteBlock(StringBuilder text, YamlNode node, int indent)
    {
        string spaces = new(' ', indent);
        switch (node)
        {
            case YamlMapping { Entries.IsEmpty: false } mapping:
                foreach (YamlEntry entry in mapping.Entries)
                {
                    text.Append(spaces).Append(Quote(entry.Key.Value)).Append(':');
                    WriteValue(text, entry.Value, indent + 2);
                }

                break;
            case YamlSequence { Items.IsEmpty: false } sequence:
                foreach (YamlNode item in sequence.Items)
                {
                    text.Append(spaces).Append('-');
                    WriteValue(text, item, indent + 2);
                }

                break;
            default:
                text.Append(spaces).Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void WriteValue(StringBuilder text, YamlNode node, int indent)
    {
        if (node is YamlMapping { Entries.IsEmpty: false } or YamlSequence { Items.IsEmpty: false })
        {
            text.Append('\n');
            WriteBlock(text, node, indent);
        }
        else
        {
            text.Append(' ').Append(Inline(node)).Append('\n');
        }
    }

    private static string Inline(YamlNode node) => node switch
    {
        YamlMapping => "{}",
        YamlSequence => "[]",
        { IsNull: true } => "null",
        // Plain values keep their meaning (a number, a flag) as their author wrote them, as long as they are of one simple line.
        YamlScalar { IsPlain: true, Value: { Length: > 0 } value } when value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '_') => value,
        YamlScalar scalar => Quote(scalar.Value),
        _ => "null",
    };
}
