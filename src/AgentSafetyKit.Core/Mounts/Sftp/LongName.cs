using System.Buffers.Text;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>The line an <c>ls -l</c> would print, which SFTP v3 wants beside every name; for people who look with <c>sftp</c>. Ids stay numbers, times are seconds since 1970.</summary>
internal static class LongName
{
    public const int Longest = 10 + (6 * 21) + 255;

    /// <param name="line">At least <see cref="Longest"/> bytes.</param>
    /// <returns>How many were used.</returns>
    public static int Write(ReadOnlySpan<byte> name, in StatxBuffer status, Span<byte> line)
    {
        line[0] = status.Type switch
        {
            FileType.Folder => (byte)'d',
            FileType.SymbolicLink => (byte)'l',
            FileType.Fifo => (byte)'p',
            FileType.Socket => (byte)'s',
            FileType.CharacterDevice => (byte)'c',
            FileType.BlockDevice => (byte)'b',
            _ => (byte)'-',
        };
        for (int i = 0; i < 9; i++)
            line[1 + i] = (status.Mode & (0x100 >> i)) != 0 ? "rwx"u8[i % 3] : (byte)'-';
        int length = 10;
        Append(line, ref length, status.LinkCount);
        Append(line, ref length, status.UserId);
        Append(line, ref length, status.GroupId);
        Append(line, ref length, status.Size);
        Append(line, ref length, status.ModificationTime.Seconds);
        line[length++] = (byte)' ';
        name = name[..Math.Min(name.Length, 255)];
        name.CopyTo(line[length..]);
        return length + name.Length;
    }

    private static void Append(Span<byte> line, ref int length, long number)
    {
        line[length++] = (byte)' ';
        _ = Utf8Formatter.TryFormat(number, line[length..], out int written);
        length += written;
    }
}
