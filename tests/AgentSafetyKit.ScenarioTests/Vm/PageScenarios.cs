using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The commands of the pages that need a VM are taken out of them and given in their order. An agent called as on the pages stands for a vendor's.</summary>
internal sealed class PageScenarios : MachineScenario
{
    private const string Agent = "claude";

    /// <summary>A file in the project: the agent works until it is asked to end.</summary>
    private const string WorkOn = "work-on";

    private string Desk => Path.Combine(Root, "desk");

    [SetUp]
    public void ConfigureTheAgent()
    {
        Configure(moreAgents: $"  {Agent}: {{type: command, command: [sh, -c, 'mkdir -p report .git/hooks; echo x > report/x; echo x > .git/hooks/y; echo x > Makefile; if [ -e {WorkOn} ]; then echo AT WORK; sleep 1000; fi', {Agent}]}}");
        Directory.CreateDirectory(Desk);
        File.WriteAllText(Path.Combine(Desk, "data.csv"), "1;2\n");
    }

    [Test]
    public void No_page_with_commands_for_a_VM_is_forgotten() =>
        Assert.That(PageCommands.PagesWithMachine(), Is.EqualTo(new[] { "docs/agents.md", "docs/bundles.md", "docs/detached.md", "docs/machines.md", "docs/security.md" }));

    [TestCase("docs/agents.md")]
    [TestCase("docs/security.md")]
    [TestCase("docs/bundles.md")]
    public void The_commands_of_a_page_do_their_work(string page)
    {
        File.WriteAllText(Path.Combine(Project, "Makefile"), "all:\n");
        if (page == "docs/security.md")
            Assert.That(Kit.Run("run", Agent).ExitCode, Is.Zero, "there is a run to look at");
        foreach (string[] words in PageCommands.WithMachine(page))
            Give(words);
        if (page == "docs/security.md")
            Assert.That(File.ReadAllText(Path.Combine(Project, "Makefile")), Is.EqualTo("all:\n"), "undo of one path");
    }

    [Test]
    public async Task The_commands_of_the_page_on_runs_without_a_terminal_do_their_work()
    {
        File.WriteAllText(Path.Combine(Project, WorkOn), "");
        foreach (string[] words in PageCommands.WithMachine("docs/detached.md"))
        {
            if (words[0] != "attach")
            {
                Give(words);
                continue;
            }

            using var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, words);
            await terminal.WaitFor("AT WORK");
        }
    }

    [Test]
    public void The_commands_of_the_page_on_VMs_do_their_work()
    {
        Kit.WorkingFolder = Desk;
        Directory.CreateDirectory(Path.Combine(Project, "report"));
        foreach (string[] words in PageCommands.WithMachine("docs/machines.md"))
        {
            bool takesFromTheFolder = words[0] == "cp" && words[1].Contains(':', StringComparison.Ordinal);
            if (takesFromTheFolder)
                Assert.That(Kit.Run("mount", Project).ExitCode, Is.Zero);
            Give(words);
            if (takesFromTheFolder)
                Assert.That(Kit.Run("umount", Project).ExitCode, Is.Zero);
        }

        Assert.That(Directory.Exists(Path.Combine(Desk, "report")), "what was copied out of the VM");
        Assert.That(Guest("cat data.csv; rm data.csv"), Is.EqualTo("1;2\n"), "what was copied into it");
    }

    private void Give(string[] words)
    {
        bool asks = words[0] == "undo" || words is ["vm-snapshot", "restore" or "delete", ..];
        CommandResult result = Kit.Run([.. words.Select(word => word.Replace(PageCommands.MachineName, Machine, StringComparison.Ordinal)), .. asks ? ["--yes"] : Array.Empty<string>()]);
        Assert.That(result.ExitCode, Is.Zero, $"{string.Join(' ', words)}\n{result.ErrorText}");
    }
}
