using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

/// <summary>The rules every command keeps, held over all there are.</summary>
public sealed class CommandLineTests
{
    private static IEnumerable<KitCommand> All()
    {
        var waiting = new Stack<KitCommand>([AllCommands.Root()]);
        while (waiting.TryPop(out KitCommand? command))
        {
            yield return command;
            foreach (KitCommand inner in command.Subcommands.OfType<KitCommand>())
                waiting.Push(inner);
        }
    }

    private static IEnumerable<string> ThatPeopleSee() => All().Where(command => !command.Hidden).Select(command => command.FullName);

    private static KitCommand Named(string name) => All().Single(command => command.FullName == name);

    [TestCaseSource(nameof(ThatPeopleSee))]
    public void Every_word_explains_itself_in_both_languages(string name)
    {
        KitCommand command = Named(name);
        IEnumerable<Symbol> words = [command, .. command.Options, .. command.Arguments];
        foreach (Symbol word in words)
        {
            Assert.That(word, Is.InstanceOf<IHelpText>(), $"{command.FullName} {word.Name}");
            Text help = ((IHelpText)word).Help;
            Assert.That(help.English, Does.Match("^[A-Za-z\"'-]").And.Not.Match(@"\p{IsCyrillic}"), $"{command.FullName} {word.Name}");
            Assert.That(help.Russian, Does.Match(@"\p{IsCyrillic}"), $"{command.FullName} {word.Name}");
        }
    }

    [TestCaseSource(nameof(ThatPeopleSee))]
    public void Help_shows_two_examples_that_parse_and_the_exit_status(string name)
    {
        KitCommand command = Named(name);
        if (command.Work is null)
            return;
        Assert.That(command.Examples, Has.Length.GreaterThanOrEqualTo(2), command.FullName);
        foreach (CommandExample example in command.Examples.Where(e => e.Line.StartsWith("agsekit ", StringComparison.Ordinal)))
        {
            KitCommand root = AllCommands.Root();
            string[] words = example.Line.Split(" > ")[0].Split(' ')[1..];
            ParseResult parsed = root.Parse(PassThrough.Mark(root, words));
            Assert.That(parsed.Errors.Select(e => e.Message), Is.Empty, example.Line);
            Assert.That(((KitCommand)parsed.CommandResult.Command).FullName, Is.EqualTo(command.FullName), example.Line);
        }

        foreach (Language language in Enum.GetValues<Language>())
        {
            string help = HelpRenderer.Render(command, language);
            Assert.That(help, Does.Contain(language == Language.English ? "EXIT STATUS" : "КОД ЗАВЕРШЕНИЯ"));
            Assert.That(help, Does.StartWith(language == Language.English ? "Usage: agsekit" : "Использование: agsekit"));
        }
    }

    [TestCaseSource(nameof(ThatPeopleSee))]
    public void Help_fits_a_terminal_of_80_columns(string name)
    {
        HashSet<string> commands = [.. Named(name).Examples.Select(example => "  " + example.Line)];
        foreach (Language language in Enum.GetValues<Language>())
            Assert.That(HelpRenderer.Render(Named(name), language).Split('\n').Where(line => line.Length > 79 && !commands.Contains(line) && !line.Contains(": agsekit", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Option_names_are_unique_within_a_command_and_against_the_global_ones()
    {
        foreach (KitCommand command in All().Where(c => c.Parents.Any()))
        {
            IEnumerable<string> names = command.Options.Concat(GlobalOptions.InHelp).Append(GlobalOptions.Json).Distinct().SelectMany(o => o.Aliases.Append(o.Name));
            Assert.That(names, Is.Unique, command.FullName);
        }
    }
}
