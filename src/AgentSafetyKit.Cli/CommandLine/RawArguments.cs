using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>
/// The words of the command line as they were given. The runtime replaces each byte that is not UTF-8 by U+FFFD, so that two names become one, and a third one's. Such a byte b becomes the lone surrogate U+DC00 + b here
/// (as in Python's PEP 383), which <see cref="FileTree.TreePath"/> turns back; a command that has no use for it refuses the word.
/// </summary>
internal static class RawArguments
{
    /// <param name="arguments">As the runtime gives them.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> arguments)
    {
        if (!arguments.Any(argument => argument.Contains('\uFFFD', StringComparison.Ordinal)))
            return arguments;
        return Of(arguments, File.ReadAllBytes("/proc/self/cmdline"));
    }

    /// <param name="arguments">As the runtime gives them.</param>
    /// <param name="line">proc_pid_cmdline(5): each word ends in NUL, and the last of them are ours.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> arguments, ReadOnlySpan<byte> line)
    {
        var words = new List<string>();
        while (!line.IsEmpty && line.IndexOf((byte)0) is >= 0 and int end)
        {
            words.Add(ByteText.Decode(line[..end]));
            line = line[(end + 1)..];
        }

        return words.Count >= arguments.Count ? words[^arguments.Count..] : arguments;
    }

    /// <exception cref="KitException"><see cref="ErrorCode.Usage"/>: one of them is not UTF-8.</exception>
    public static void RequireText(IReadOnlyList<string> arguments)
    {
        foreach (string argument in arguments)
            RequireText(argument);
    }

    /// <inheritdoc cref="RequireText(IReadOnlyList{string})"/>
    public static void RequireText(string argument)
    {
        if (!argument.Any(letter => letter is >= '\uDC80' and <= '\uDCFF') || !ByteText.HasBytes(argument))
            return;
        string shown = Printable.Escape(ByteText.Encode(argument));
        throw new KitException(
            ErrorCode.Usage,
            new Text($"'{shown}' can not be used here", $"«{shown}» здесь использовать нельзя"),
            new Text("it is not UTF-8; only files within snapshots may have such names", "это не UTF-8; такие имена могут быть только у файлов внутри снимков"),
            new Text("rename it, or name it by a link with a name in UTF-8: ln -s", "переименуйте её или укажите через ссылку с именем в UTF-8: ln -s"));
    }
}
