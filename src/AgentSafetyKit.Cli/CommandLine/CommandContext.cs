using System.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
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

    /// <summary>Whether the user gave the option at all.</summary>
    public bool Given(Option option) => words.GetResult(option) is { Implicit: false };
}
