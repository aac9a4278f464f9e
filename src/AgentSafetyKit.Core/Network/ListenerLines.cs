using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>
/// Reads what watch-ports.sh sends: <c>a 0100007F:1F90 …</c>, the local addresses of the listening sockets as /proc/net/tcp and tcp6 write them (proc(5): hexadecimal, 32-bit words in the
/// guest's byte order, which is little-endian on all we run on), or <c>.</c> for "as before". The guest is hostile: what is not exactly that is left out, and no more than <see cref="Most"/> are
/// taken.
/// </summary>
internal static class ListenerLines
{
    public const int Most = 64;

    /// <summary>Null: the line says nothing of listeners.</summary>
    public static ImmutableArray<GuestListener>? Parse(string line)
    {
        if (line is not ['a', ..] || (line.Length > 1 && line[1] != ' '))
            return null;
        var found = ImmutableArray.CreateBuilder<GuestListener>();
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (found.Count == Most)
                break;
            if (ParseOne(word) is { } listener && !found.Contains(listener))
                found.Add(listener);
        }

        return found.ToImmutable();
    }

    private static GuestListener? ParseOne(string word)
    {
        if (word is not { Length: 13 or 37 } || word[^5] != ':' || !int.TryParse(word.AsSpan(word.Length - 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port) || port == 0)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        int words = (word.Length - 5) / 8;
        for (int i = 0; i < words; i++)
        {
            if (!uint.TryParse(word.AsSpan(i * 8, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint part))
                return null;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], part);
        }

        var address = new IPAddress(bytes[..(words * 4)]);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return new GuestListener(new PortAddress(address.ToString(), port));
    }
}
