using System.Globalization;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Kinds and permissions as ls(1) and chmod(1) write them.</summary>
public static class ModeText
{
    public static string Octal(uint permissions) => Convert.ToString(permissions & 0xFFF, 8).PadLeft(4, '0');

    /// <summary>Ten letters: <c>-rwxr-xr-x</c>.</summary>
    public static string Letters(EntryKind kind, uint permissions)
    {
        Span<char> letters = ['?', .. "rwxrwxrwx"];
        letters[0] = kind switch
        {
            EntryKind.File => '-',
            EntryKind.Folder => 'd',
            EntryKind.SymbolicLink => 'l',
            EntryKind.Fifo => 'p',
            EntryKind.Socket => 's',
            EntryKind.CharacterDevice => 'c',
            EntryKind.BlockDevice => 'b',
            _ => '?',
        };
        for (int bit = 0; bit < 9; bit++)
        {
            if ((permissions & (0x100u >> bit)) == 0)
                letters[bit + 1] = '-';
        }

        Special(ref letters[3], permissions & 0x800, 's');
        Special(ref letters[6], permissions & 0x400, 's');
        Special(ref letters[9], permissions & 0x200, 't');
        return new string(letters);
    }

    /// <summary>Local time, to the second.</summary>
    public static string Time(DateTimeOffset at, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void Special(ref char letter, uint set, char mark)
    {
        if (set != 0)
            letter = letter == 'x' ? mark : char.ToUpperInvariant(mark);
    }
}
