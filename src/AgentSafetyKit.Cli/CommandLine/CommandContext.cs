using System.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>What a command gets to do its work: its parsed words, the terminal, the product.</summary>
internal sealed class CommandContext(ParseResult words, UserTerminal terminal, KitServices services)
{
    public UserTerminal Terminal { get; } = terminal;

    public KitServices Services { get; } = services;

    public Language Language => Terminal.Language;

    public bool Json => words.GetValue(GlobalOptions.Json);

    public T? Value<T>(Option<T> option) => words.GetValue(option);

    public T? Value<T>(Argument<T> argument) => words.GetValue(argument);

    /// <summary>A path as the user means it: relative to the working folder, <c>~</c> is the home folder (a shell leaves it alone behind an equals sign).</summary>
    public string FullPath(string path)
    {
        if (path.Length == 0)
        {
            throw new KitException(
                ErrorCode.Usage, new Text("a path is empty", "пустой путь"), new Text("a shell variable may not be set", "возможно, не задана переменная оболочки"), new Text("give a path; the folder you are in is a dot: .", "укажите путь; текущая папка — это точка: ."));
        }

        RawArguments.RequireText(path);
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            path = Services.HomeFolder + path[1..];
        return Path.GetFullPath(path);
    }

    /// <summary>Whether the user gave the option at all.</summary>
    public bool Given(Option option) => words.GetResult(option) is { Implicit: false };
}
