using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>What the pages tell people to type works, what they point to is there, and no command is left untold.</summary>
public sealed class DocumentTests
{
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(SourceTree.Root, path))
            .Concat(["README.md", "README.ru.md", "CHANGELOG.md"]).Order(StringComparer.Ordinal);

    private static IEnumerable<TestCaseData> Calls() =>
        Pages().SelectMany(path => ShownCommand.In(MarkdownPage.Read(path)).Select(words => (path, Line: string.Join(' ', words), words))).DistinctBy(call => (call.path, call.Line))
            .Select(call => new TestCaseData(call.path, call.words).SetArgDisplayNames(call.path, "agsekit " + call.Line));

    private static IEnumerable<string> CommandsThatPeopleSee()
    {
        var waiting = new Stack<KitCommand>([AllCommands.Root()]);
        while (waiting.TryPop(out KitCommand? command))
        {
            if (command.Work is not null && !command.Hidden)
                yield return command.FullName;
            foreach (KitCommand inner in command.Subcommands.OfType<KitCommand>())
                waiting.Push(inner);
        }
    }

    [TestCaseSource(nameof(Calls))]
    public void A_command_line_on_a_page_is_one_the_program_takes(string page, string[] words)
    {
        KitCommand root = AllCommands.Root();
        ParseResult parsed = root.Parse(PassThrough.Mark(root, words), Parsing);
        Assert.That(parsed.Errors.Select(error => error.Message), Is.Empty, page);
        bool answers = parsed.GetValue(GlobalOptions.Help) || parsed.GetValue(GlobalOptions.Version);
        Assert.That(((KitCommand)parsed.CommandResult.Command).Work is not null || answers, $"{page}: a command is missing");
    }

    [TestCaseSource(nameof(CommandsThatPeopleSee))]
    public void The_readme_shows_every_command(string name)
    {
        IEnumerable<string> shown = ShownCommand.In(MarkdownPage.Read("README.md")).Select(words => "agsekit " + string.Join(' ', words));
        Assert.That(shown.Any(line => line == name || line.StartsWith(name + " ", StringComparison.Ordinal)), name);
    }

    [TestCaseSource(nameof(Pages))]
    public void A_link_within_the_repository_leads_somewhere(string page)
    {
        string[] dead = [.. MarkdownPage.Read(page).Links.Where(link => !link.Contains("://", StringComparison.Ordinal)).Where(link => !LeadsSomewhere(page, link))];
        Assert.That(dead, Is.Empty);
    }

    [Test]
    public void Every_page_of_the_documentation_is_in_its_table_of_contents()
    {
        IEnumerable<string> told = MarkdownPage.Read("docs/README.md").Links.Select(link => "docs/" + link.Split('#')[0]);
        Assert.That(Pages().Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md").Except(told), Is.Empty);
    }

    /// <summary>The file is there, and in it the heading that is named.</summary>
    private static bool LeadsSomewhere(string page, string link)
    {
        string[] parts = link.Split('#');
        string file = parts[0].Length == 0 ? page : Path.GetRelativePath(SourceTree.Root, Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, parts[0]));
        return Path.Exists(Path.Combine(SourceTree.Root, file)) && (parts.Length == 1 || MarkdownPage.Read(file).Anchors.Contains(parts[1]));
    }
}
