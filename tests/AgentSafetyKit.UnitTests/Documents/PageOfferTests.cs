using System.CommandLine;
using System.Text.RegularExpressions;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>A command the web page offers to copy is one the program takes. All of them are in one file, where they can be found.</summary>
public sealed partial class PageOfferTests
{
    private static readonly string Sources = Path.Combine(SourceTree.Root, "src", "dashboard", "src");

    private static readonly string Offers = Path.Combine(Sources, "lib", "commands.ts");

    private static IEnumerable<string> Lines() => Offer().Matches(File.ReadAllText(Offers)).Select(found => Hole().Replace(found.Groups["line"].Value, "20260101-120000"));

    [TestCaseSource(nameof(Lines))]
    public void A_command_the_web_page_offers_is_one_the_program_takes(string line)
    {
        KitCommand root = AllCommands.Root();
        string[] words = ShownCommand.In(line).Single();
        ParseResult parsed = root.Parse(PassThrough.Mark(root, words), new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.That(parsed.Errors.Select(error => error.Message), Is.Empty);
        Assert.That(((KitCommand)parsed.CommandResult.Command).Work, Is.Not.Null, "a command is missing");
        Assert.That(words, Has.None.EqualTo("."), "a folder where the command takes none goes to the agent");
    }

    [Test]
    public void No_other_file_of_the_web_page_has_a_command_of_its_own()
    {
        IEnumerable<string> others = Directory.EnumerateFiles(Sources, "*.ts*", SearchOption.AllDirectories).Where(path => path != Offers && !path.EndsWith(".test.ts", StringComparison.Ordinal));
        Assert.That(others.Where(path => Offer().IsMatch(File.ReadAllText(path))).Select(Path.GetFileName), Is.Empty);
        Assert.That(Lines(), Is.Not.Empty);
    }

    [GeneratedRegex("""(?<quote>['"`])(?<line>agsekit [a-z].*?)\k<quote>""")]
    private static partial Regex Offer();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Hole();
}
