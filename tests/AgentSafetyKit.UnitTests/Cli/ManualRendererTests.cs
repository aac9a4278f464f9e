using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class ManualRendererTests
{
    [Test]
    public void Text_can_not_become_a_request_or_an_escape()
    {
        var command = new KitCommand("odd", new Text("Back\\slash -- 'quotes' ~/x ^ `tick`", "Так")) { Details = new Text(".so /etc/passwd\n'br now\n\nplain", "Так") };
        string page = ManualRenderer.Render(command, Language.English);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("odd \\- Back\\eslash \\-\\- \\(aqquotes\\(aq \\(ti/x \\(ha \\(gatick\\(ga\n"));
            Assert.That(page, Does.Contain("\n\\&.so /etc/passwd\n\\(aqbr now\n.PP\nplain\n"));
        }
    }

    [Test]
    public void Every_option_of_a_command_is_in_its_page()
    {
        KitCommand run = AllCommands.Root().Subcommands.OfType<KitCommand>().Single(command => command.Name == "run");
        string page = ManualRenderer.Render(run, Language.Russian);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.StartWith(".TH \"AGSEKIT\\-RUN\" 1 "));
            foreach (Option option in run.Options.Where(option => !option.Hidden && option != GlobalOptions.Json))
                Assert.That(page, Does.Contain(option.Name.Replace("-", "\\-", StringComparison.Ordinal)), option.Name);
        }
    }
}
