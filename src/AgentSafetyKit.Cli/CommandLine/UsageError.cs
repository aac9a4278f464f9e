using System.CommandLine;
using System.CommandLine.Parsing;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Says in one short message what is wrong with a command line, with the nearest word that would have been right. The parser's own sentences exist in English only.</summary>
internal static class UsageError
{
    public static KitException Of(ParseResult words)
    {
        var command = (KitCommand)words.CommandResult.Command;
        string name = command.FullName;
        var what = new Text($"wrong usage of '{name}'", $"неверный вызов «{name}»");
        var help = new Text($"{name} --help", $"{name} --help");
        if (words.UnmatchedTokens.Count > 0)
            return Unmatched(command, Printable.Escape(words.UnmatchedTokens[0]), what, help);
        foreach (ParseError error in words.Errors)
        {
            if (error.SymbolResult is OptionResult { Implicit: false } option && option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues)
            {
                string optionName = option.Option.Name;
                return new KitException(ErrorCode.Usage, what, new Text($"the option {optionName} needs a value", $"ключу {optionName} нужно значение"), help);
            }
        }

        if (MissingArgument(words, command) is { } argument)
            return new KitException(ErrorCode.Usage, what, new Text($"{argument} is missing", $"не указано: {argument}"), help);
        if (command.Subcommands.Count > 0 && command.Work is null)
            return new KitException(ErrorCode.Usage, what, new Text("a command is missing", "не указана команда"), help);
        string message = Printable.Escape(words.Errors.Count > 0 ? words.Errors[0].Message : "");
        return new KitException(ErrorCode.Usage, what, BadValue(words) ?? Text.Verbatim(message), help);
    }

    /// <summary>A word that looks like an option of ours and is none: the parser would take it for a folder or a name. Behind <c>--</c> every word is a plain one.</summary>
    public static KitException? StrayOption(ParseResult words)
    {
        var command = (KitCommand)words.CommandResult.Command;
        HashSet<Token> given = [.. command.Arguments.SelectMany(argument => words.GetResult(argument)?.Tokens ?? [])];
        Token? stray = words.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).FirstOrDefault(token => token.Value is ['-', _, ..] && given.Contains(token));
        if (stray is null)
            return null;
        return stray.Value.AsSpan(1).ContainsAnyExceptInRange('0', '9') ? UnknownOption(command, Printable.Escape(stray.Value)) : new KitException(
            ErrorCode.Usage,
            new Text($"wrong usage of '{command.FullName}'", $"неверный вызов «{command.FullName}»"),
            new Text($"'{stray.Value}' is below zero", $"«{stray.Value}» меньше нуля"),
            Text.Verbatim($"{command.FullName} --help"));
    }

    private static KitException UnknownOption(KitCommand command, string token)
    {
        string name = command.FullName;
        IEnumerable<string> options = command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name)).Concat(GlobalOptions.InHelp.Append(GlobalOptions.Json).Select(o => o.Name));
        if (options.Contains(token))
        {
            return new KitException(
                ErrorCode.Usage,
                new Text($"wrong usage of '{name}'", $"неверный вызов «{name}»"),
                new Text($"{token} stands behind '--', where nothing is an option", $"{token} стоит после «--», а там ключей нет"),
                new Text($"put it before '--': {name} {token} …", $"поставьте его перед «--»: {name} {token} …"));
        }

        return new KitException(
            ErrorCode.Usage,
            new Text($"wrong usage of '{name}'", $"неверный вызов «{name}»"),
            new Text($"there is no option {token}", $"нет ключа {token}"),
            Suggestion(NearestName.Find(token, options), Text.Verbatim($"{name} --help")));
    }

    private static KitException Unmatched(KitCommand command, string token, Text what, Text help)
    {
        if (token.StartsWith('-'))
            return UnknownOption(command, token);

        if (command.Subcommands.Count > 0)
        {
            IEnumerable<string> commands = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
            return new KitException(
                ErrorCode.Usage, what, new Text($"there is no command '{token}'", $"нет команды «{token}»"), Suggestion(NearestName.Find(token, commands), help));
        }

        return new KitException(ErrorCode.Usage, what, new Text($"'{token}' is one word too many", $"лишнее слово «{token}»"), help);
    }

    private static Text Suggestion(string? nearest, Text help) =>
        nearest is null ? help : new Text($"did you mean '{nearest}'?", $"возможно, имелось в виду «{nearest}»?");

    private static string? MissingArgument(ParseResult words, KitCommand command)
    {
        foreach (Argument argument in command.Arguments)
        {
            if ((words.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues)
                return argument.Name;
        }

        return command.Options.FirstOrDefault(option => option.Required && words.GetResult(option) is null or { Implicit: true })?.Name;
    }

    private static Text? BadValue(ParseResult words)
    {
        foreach (ParseError error in words.Errors)
        {
            if (error.SymbolResult is { Tokens: [{ } token, ..] } and (OptionResult or ArgumentResult))
            {
                string name = error.SymbolResult is OptionResult option ? option.Option.Name : ((ArgumentResult)error.SymbolResult).Argument.Name;
                string value = Printable.Escape(token.Value);
                return new Text($"'{value}' is not a value for {name}", $"«{value}» не подходит для {name}");
            }
        }

        return null;
    }
}
