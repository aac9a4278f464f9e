using System.Buffers;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Processes;

/// <summary>Quotes words for a POSIX shell: for showing a command to paste, and for ssh, which joins its arguments with blanks and hands them to the guest's login shell.</summary>
public static class ShellQuote
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+:,./_-");

    public static string Word(string word)
    {
        if (word.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("a shell word can not hold NUL", nameof(word));
        // An equals sign is harmless inside an option only: elsewhere a first word becomes an assignment, and zsh looks up =word in PATH.
        bool plain = word.Length > 0 && !(word[0] == '-' ? word.Replace('=', '-') : word).AsSpan().ContainsAnyExcept(Plain);
        return plain ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>
    /// For a command that is shown to be pasted: what a terminal must not print is written in the quotes of bash and zsh that have escapes, <c>$'\n'</c>; so the command can be read, and still means the same.
    /// </summary>
    public static string Shown(string word)
    {
        string escaped = Printable.Escape(word);
        return escaped.Replace("\\\\", "\\", StringComparison.Ordinal) == word ? Word(word) : "$'" + escaped.Replace("'", "\\'", StringComparison.Ordinal) + "'";
    }

    public static string Words(IEnumerable<string> words) => string.Join(' ', words.Select(Word));
}
