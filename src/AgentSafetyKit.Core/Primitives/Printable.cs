using System.Buffers;
using System.Globalization;
using System.Text;

namespace AgentSafetyKit.Primitives;

/// <summary>
/// Makes bytes that somebody else chose (file names, guest output) safe to print: a terminal must not be told to do anything by them.
/// Control characters become <c>\n</c>, <c>\x1b</c>; line and direction marks and what shows nothing at all <c>\u202e</c>, <c>\U000e0001</c>; bytes that are not UTF-8
/// <c>\xff</c>; a backslash <c>\\</c>. So two different names never print alike, and the original can be read back.
/// </summary>
public static class Printable
{
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) != OperationStatus.Done)
            {
                for (int i = 0; i < used; i++)
                    text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[i]:x2}");
            }
            else
            {
                Append(text, rune);
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>Bytes that stand in it as <see cref="ByteText"/> has them look as in <see cref="Escape(ReadOnlySpan{byte})"/>.</summary>
    public static string Escape(string words)
    {
        if (ByteText.HasBytes(words))
            return Escape(ByteText.Encode(words));
        var text = new StringBuilder(words.Length);
        foreach (Rune rune in words.EnumerateRunes())
            Append(text, rune);
        return text.ToString();
    }

    /// <summary>As <see cref="Escape(ReadOnlySpan{byte})"/>, for output of several lines: line feeds stay what they are.</summary>
    public static string EscapeLines(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (Range line in bytes.Split((byte)'\n'))
        {
            if (line.Start.Value > 0)
                text.Append('\n');
            text.Append(Escape(bytes[line]));
        }

        return text.ToString();
    }

    /// <summary>For the content of a file on a terminal: tabs, line feeds and backslashes stay what they are, so this can not be read back.</summary>
    public static string EscapeContent(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int plain = bytes.IndexOfAny("\\\t\n"u8);
            ReadOnlySpan<byte> part = plain < 0 ? bytes : bytes[..plain];
            text.Append(Escape(part));
            if (plain >= 0)
                text.Append((char)bytes[plain]);
            bytes = bytes[(plain < 0 ? part.Length : plain + 1)..];
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        switch (rune.Value)
        {
            case '\\': text.Append("\\\\"); break;
            case '\n': text.Append("\\n"); break;
            case '\r': text.Append("\\r"); break;
            case '\t': text.Append("\\t"); break;
            default:
                UnicodeCategory category = Rune.GetUnicodeCategory(rune);
                bool harmless = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
                if (harmless && !ShowsNothing(rune.Value))
                    text.Append(rune.ToString());
                else if (rune.IsAscii)
                    text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                else if (rune.IsBmp)
                    text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
                else
                    text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
                break;
        }
    }

    /// <summary>Letters and marks that Unicode's DerivedCoreProperties.txt lists as Default_Ignorable_Code_Point, and the blank Braille pattern.</summary>
    private static bool ShowsNothing(int value) => value is 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
