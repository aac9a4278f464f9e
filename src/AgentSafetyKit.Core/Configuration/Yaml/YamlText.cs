using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Yaml;

/// <summary>From the bytes of a file to the characters YAML allows (YAML 1.2.2, 5.1): UTF-8 with or without a byte order mark, no control characters.</summary>
internal static class YamlText
{
    /// <summary>A configuration has a few kilobytes; this leaves room for files embedded in cloud-init and keeps the time to refuse a wrong file short.</summary>
    public const int LargestFile = 1 << 20;

    /// <exception cref="YamlRefusedException">Too long, not UTF-8, or with characters no YAML file may have.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestFile)
        {
            string size = new ByteSize(bytes.Length).ToString();
            throw Refused(ConfigRule.TooLarge, 1, 1, new Text($"the file has {size}; a configuration may have 1 MB at most", $"размер файла {size}; конфигурация может занимать не больше 1 MB"));
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw Refused(ConfigRule.Syntax, 1, 1, new Text("the file is UTF-16; save it as UTF-8", "файл в кодировке UTF-16; сохраните его в UTF-8"));
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        if (!Utf8.IsValid(bytes))
            throw NotUtf8(bytes);
        string text = Encoding.UTF8.GetString(bytes);
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (!char.IsControl(letter) && letter != '\uFEFF' || letter is '\t' or '\n' or '\r' or '\u0085')
                continue;
            (int line, int column) = PlaceOf(text.AsSpan(0, i));
            string code = ((int)letter).ToString("X4", CultureInfo.InvariantCulture);
            throw Refused(ConfigRule.Syntax, line, column, new Text($"the character U+{code} is not allowed in YAML; remove it", $"символ U+{code} недопустим в YAML; удалите его"));
        }

        return text;
    }

    private static YamlRefusedException NotUtf8(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int used) == OperationStatus.Done)
            at += used;
        (int line, int column) = PlaceOf(Encoding.UTF8.GetString(bytes[..at]));
        string code = bytes[at].ToString("X2", CultureInfo.InvariantCulture);
        return Refused(ConfigRule.Syntax, line, column, new Text($"the byte 0x{code} is not UTF-8; save the file as UTF-8", $"байт 0x{code} — не UTF-8; сохраните файл в UTF-8"));
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<char> before) => (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);

    private static YamlRefusedException Refused(ConfigRule rule, int line, int column, Text message) => new(rule, new SourcePosition(line, column), message);
}
