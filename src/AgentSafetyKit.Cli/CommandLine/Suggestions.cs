using System.CommandLine;
using System.CommandLine.Completions;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>
/// Answers a shell that completes a command line: <c>agsekit "[suggest:POSITION]" "agsekit run --v"</c> prints one candidate a line, each a whole word.
/// The library's own completion is not used: it fails on <c>--option=part</c>, offers no commands behind a flag, and takes an agent's words for ours.
/// </summary>
internal static class Suggestions
{
    public static bool Wanted(ParseResult words) => words.Tokens.Count > 0 && words.Tokens[0].Value.StartsWith("[suggest", StringComparison.Ordinal);

    public static int Print(ParseResult words, UserTerminal terminal)
    {
        string directive = words.Tokens[0].Value.Trim('[', ']');
        string line = words.Tokens.Count > 1 ? words.Tokens[1].Value : "";
        int position = int.TryParse(directive.AsSpan(directive.IndexOf(':') + 1), out int given) ? Math.Clamp(given, 0, line.Length) : line.Length;
        foreach (string candidate in For((KitCommand)words.RootCommandResult.Command, line[..position]))
            terminal.Result(Printable.Escape(candidate));

        return 0;
    }

    /// <summary>What may stand at the end of a line. Names before options, names in the order their source gives them.</summary>
    internal static IEnumerable<string> For(KitCommand root, string line) => All(root, line).Distinct();

    private static IEnumerable<string> All(KitCommand root, string line)
    {
        UnfinishedLine typed = UnfinishedLine.Of(line);
        if (typed.Word is not { } word)
            return [];
        TypedPlace place = TypedPlace.Behind(root, typed.Finished);
        if (place.IsForeign)
            return [];
        if (place.Open is { } open)
            return Fitting(Values(open), word);
        if (place.TakesOptions && word.StartsWith('-') && word.IndexOf('=', StringComparison.Ordinal) is > 0 and int sign)
            return place.Find(word[..sign]) is { } option ? Fitting(Values(option).Select(value => word[..(sign + 1)] + value), word) : [];
        IEnumerable<string> names = Fitting(place.Positionals == 0 ? place.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).Order(StringComparer.Ordinal) : [], word)
            .Concat(Fitting(Next(place) is { } argument ? Ordered(argument.GetCompletions(CompletionContext.Empty)) : [], word));
        return place.TakesOptions ? names.Concat(Options(place, word)) : names;
    }

    /// <summary>Another name of an option is offered to whom its first does not fit.</summary>
    private static IEnumerable<string> Options(TypedPlace place, string word) => place.Options
        .Where(option => !option.Hidden && (option.Arity.MaximumNumberOfValues > 1 || !place.Given.Contains(option)) && (option != GlobalOptions.Json || place.Command.Reports || place.Command.Work is null))
        .OrderBy(option => option.Name, StringComparer.Ordinal)
        .SelectMany(option => Fitting([option.Name], word) is [string name] ? [name] : Fitting(option.Aliases, word));

    private static Argument? Next(TypedPlace place)
    {
        int before = 0;
        foreach (Argument argument in place.Command.Arguments)
        {
            before += Math.Min(argument.Arity.MaximumNumberOfValues, int.MaxValue - before);
            if (place.Positionals < before)
                return argument;
        }

        return null;
    }

    private static IEnumerable<string> Values(Option option) => Ordered(option.GetCompletions(CompletionContext.Empty));

    private static IEnumerable<string> Ordered(IEnumerable<CompletionItem> items) => items.OrderBy(item => item.SortText, StringComparer.Ordinal).Select(item => item.Label);

    private static string[] Fitting(IEnumerable<string> names, string word) => [.. names.Where(name => name.StartsWith(word, StringComparison.Ordinal))];
}
