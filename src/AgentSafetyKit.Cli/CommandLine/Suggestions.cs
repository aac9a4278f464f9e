using System.CommandLine;
using System.CommandLine.Completions;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>
/// Answers a shell that completes a command line: <c>agsekit "[suggest:POSITION]" "agsekit run --v"</c> prints one candidate a line.
/// </summary>
internal static class Suggestions
{
    public static bool Wanted(ParseResult words) => words.Tokens.Count > 0 && words.Tokens[0].Value.StartsWith("[suggest", StringComparison.Ordinal);

    public static int Print(ParseResult words, UserTerminal terminal)
    {
        string directive = words.Tokens[0].Value.Trim('[', ']');
        string line = words.Tokens.Count > 1 ? words.Tokens[1].Value : "";
        int position = int.TryParse(directive.AsSpan(directive.IndexOf(':') + 1), out int given) ? Math.Clamp(given, 0, line.Length) : line.Length;
        // The shell's line starts with the program's name, under whatever name it was called.
        int nameEnd = line.IndexOf(' ', StringComparison.Ordinal);
        string rest = nameEnd < 0 ? "" : line[(nameEnd + 1)..];
        ParseResult typed = words.RootCommandResult.Command.Parse(rest, new ParserConfiguration { ResponseFileTokenReplacer = null });
        int cursor = Math.Max(0, position - nameEnd - 1);
        string word = rest[..Math.Min(cursor, rest.Length)].Split(' ')[^1];
        // The library also offers what holds the word somewhere inside: a shell would not know what to do with it. Names come before options, in the order their source gives them.
        IEnumerable<CompletionItem> fitting = typed.GetCompletions(cursor).Where(item => item.Label.StartsWith(word, StringComparison.Ordinal));
        foreach (CompletionItem item in fitting.OrderBy(item => item.Label.StartsWith('-')).ThenBy(item => item.SortText, StringComparer.Ordinal))
            terminal.Result(Printable.Escape(item.Label));

        return 0;
    }
}
