using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;
using AgentSafetyKit.UnitTests.Architecture;
using AgentSafetyKit.UnitTests.Documents;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The five minutes of the README: its commands are taken out of it and given, in their order, in a project.</summary>
internal sealed class ReadmeScenarios : MachineScenario
{
    [Test]
    public async Task The_five_minutes_of_the_readme_are_as_it_says()
    {
        Directory.CreateDirectory(Path.Combine(Project, "src"));
        File.WriteAllText(Path.Combine(Project, "src/main.py"), "print('hello')\n");
        string before = Fingerprint(Project);
        string[][] given = [.. FiveMinutes()];
        Assert.That(given.Select(words => words[0]), Is.EqualTo(new[] { "prepare", "run", "review", "backups", "undo", "doctor" }));

        // Not to install anything on the computer of whoever tests.
        Assert.That(Kit.Run([.. given[0], "--dry-run"]).ExitCode, Is.Zero);
        using (var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, given[1]))
        {
            // "It asks once, and does it."
            await terminal.WaitFor("[y/N]");
            terminal.Line("y");
            await terminal.WaitFor("ubuntu@");
            terminal.Line("rm -rf src; echo new > new; exit");
            Assert.That(await terminal.Ended(0), Does.Not.Contain("100%"), "the progress of the last snapshot went when it was done");
        }

        Assert.That(Fingerprint(Project), Is.Not.EqualTo(before));
        Assert.That(Kit.Run(given[2]).OutputText, Does.Contain("src"));
        Assert.That(Kit.Run(given[3]).OutputText, Does.Contain("before a run"));
        Undo(["undo", "--to", Path.Combine(Root, "look")]);
        Assert.That(File.Exists(Path.Combine(Root, "look/src/main.py")), "docs/backups.md says so of undo --to");
        Undo(given[4]);
        Assert.That(Fingerprint(Project), Is.EqualTo(before));
        // What it finds depends on the computer, and on how busy that is.
        CommandResult doctor = Kit.Run(given[5]);
        Assert.That(doctor.ExitCode, Is.AnyOf(0, 1, 2));
        Assert.That(doctor.OutputText, Does.Contain("engine of the VMs"));
    }

    private void Undo(string[] words)
    {
        CommandResult undone = Kit.Run([.. words, "--yes"]);
        Assert.That(undone.ExitCode, Is.Zero, undone.ErrorText);
    }

    private static IEnumerable<string[]> FiveMinutes()
    {
        string text = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));
        string section = text.Split("\n## ").Single(part => part.StartsWith("Five minutes\n", StringComparison.Ordinal));
        MarkdownPage page = MarkdownPage.Parse("README.md", section);
        return page.Blocks.Where(block => block.Language == "sh").SelectMany(block => block.Commands).SelectMany(ShownCommand.In);
    }
}
