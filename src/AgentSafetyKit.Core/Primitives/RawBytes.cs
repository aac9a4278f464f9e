using System.Text;

namespace AgentSafetyKit.Primitives;

/// <summary>
/// The bytes of names for programs. Records show a name as people read it (<see cref="Printable"/>); where that is not the name letter by letter, because it is not UTF-8 or holds what a terminal must not print, the bytes stand beside
/// it in base64, in a field of the same name with <c>Bytes</c> behind it. A program takes that one where it is there.
/// </summary>
public static class RawBytes
{
    /// <summary>Null: the name is what <see cref="Printable.Escape(ReadOnlySpan{byte})"/> shows.</summary>
    public static string? Of(ReadOnlySpan<byte> name)
    {
        string shown = Printable.Escape(name);
        return name.Length == Encoding.UTF8.GetByteCount(shown) && name.SequenceEqual(Encoding.UTF8.GetBytes(shown)) ? null : Convert.ToBase64String(name);
    }
}
