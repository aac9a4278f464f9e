using System.Buffers;
using System.Text;

namespace AgentSafetyKit.Primitives;

/// <summary>Text in which a byte b that is not UTF-8 stands as the lone surrogate U+DC00 + b (PEP 383): what the user typed is kept byte by byte, and comes back so.</summary>
public static class ByteText
{
    public static bool HasBytes(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (IsByte(text[i]))
                return true;
        }

        return false;
    }

    public static byte[] Encode(string text)
    {
        if (!HasBytes(text))
            return Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (!isPair && IsByte(text[i]))
                bytes.Add((byte)(text[i] - 0xDC00));
            else
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, isPair ? 2 : 1));
            i += isPair ? 1 : 0;
        }

        return [.. bytes];
    }

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done;
            for (int i = 0; !isText && i < used; i++)
                text.Append((char)(0xDC00 + bytes[i]));
            if (isText)
                text.Append(rune.ToString());
            bytes = bytes[used..];
        }

        return text.ToString();
    }

    private static bool IsByte(char letter) => letter is >= '\uDC80' and <= '\uDCFF';
}
