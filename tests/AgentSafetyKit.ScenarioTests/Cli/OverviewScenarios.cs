using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>The program by its bare name.</summary>
[Parallelizable]
internal sealed class OverviewScenarios : Scenario
{
    [Test]
    public async Task At_a_terminal_it_says_how_things_are_and_what_to_do_next()
    {
        Assert.That(await Screen(0), Does.Contain("nothing is set up yet").And.Contains("agsekit run claude").And.Contains("agsekit --help"));
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nagents: {{sh: {{type: command, command: [bash]}}}}\nmounts:\n  - {{source: {Project}}}\n");
        Assert.That(await Screen(0), Does.Contain("all is well").And.Contains("VMs running: 0 of 1").And.Contains("folders with backups: 0 of 1").And.Contains("agsekit run sh"));
        Directory.Delete(Project);
        Assert.That(await Screen(7), Does.Contain("something asks for attention").And.Contains("! backups of").And.Contains("agsekit doctor"));
        WriteConfig("vms: [");
        Assert.That(await Screen(7), Does.Contain("! configuration"));
    }

    [Test]
    public void In_a_script_a_missing_command_is_a_mistake() => AssertRefused(Kit.Run(), 2, "a command is missing");

    private async Task<string> Screen(int code)
    {
        Kit.WorkingFolder = Root;
        using var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit);
        await terminal.WaitFor($"ENDED:{code}", 20);
        return terminal.Screen;
    }
}
