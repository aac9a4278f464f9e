using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Completion in the shells themselves.</summary>
[Parallelizable]
internal sealed class CompletionScenarios : Scenario
{
    [SetUp]
    public void PutIntoPath()
    {
        Directory.CreateDirectory(Path.Combine(Root, "bin"));
        File.CreateSymbolicLink(Path.Combine(Root, "bin", "agsekit"), KitBinary.Path);
        WriteConfig("vms:\n  agent-one: {cpu: 1, ram: 1G, disk: 5G}\n  agent-two: {cpu: 1, ram: 1G, disk: 5G}\nagents:\n  shell: {type: command, command: [bash]}\nmounts:\n  - source: /srv/one\n  - source: /srv/$(touch oops)\n");
    }

    [TestCase("agsekit conf", "config config-example config-gen")]
    [TestCase("agsekit start-vm agent-", "agent-one agent-two")]
    [TestCase("agsekit run sh", "shell")]
    [TestCase("agsekit backup restore --dr", "--dry-run")]
    [TestCase("agsekit completion f", "fish")]
    [TestCase("agsekit umount /srv/o", "/srv/one")]
    [TestCase("agsekit --json stat", "status")]
    [TestCase("agsekit cp agent-o", "agent-one:")]
    public void Bash_and_fish_offer_commands_options_and_live_names(string line, string expected)
    {
        string[] wanted = expected.Split(' ');
        string bash = Shell(
            """
            export PATH="$1:$PATH" AGSEKIT_HOME="$2"; source <(agsekit completion bash)
            read -ra COMP_WORDS <<<"$3"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$3; COMP_POINT=${#3}
            _agsekit; printf '%s\n' "${COMPREPLY[@]}"
            """, Path.Combine(Root, "bin"), Home, line);
        Assert.That(bash.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(wanted), "bash");
        string fish = Shell(
            """PATH="$1:$PATH" AGSEKIT_HOME="$2" HOME="$2" fish --no-config -c 'agsekit completion fish | source; complete -C$argv[1]' "$3" """, Path.Combine(Root, "bin"), Home, line);
        Assert.That(fish.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(candidate => candidate.Split('\t')[0]), Is.EquivalentTo(wanted), "fish");
    }

    [Test]
    public void A_name_that_looks_like_a_command_is_offered_and_not_run()
    {
        Directory.CreateDirectory(Path.Combine(Root, "other"));
        File.WriteAllText(Path.Combine(Root, "other", "agsekit"), "#!/bin/sh\necho 'a$(touch oops)'\n");
        string offered = Shell(
            """
            source <("$1" completion bash); chmod +x "$2/agsekit"; PATH="$2:$PATH"
            COMP_WORDS=(agsekit a) COMP_CWORD=1 COMP_LINE='agsekit a' COMP_POINT=9; _agsekit; printf '%s' "${COMPREPLY[@]}"
            """, KitBinary.Path, Path.Combine(Root, "other"));
        Assert.That((offered, File.Exists(Path.Combine(Project, "oops"))), Is.EqualTo(("a$(touch oops)", false)));
    }

    [TestCase("bash", "--noprofile --norc -i", "source <(agsekit completion bash)")]
    [TestCase("zsh", "-f", "autoload -U compinit; compinit -u -D; source <(agsekit completion zsh)")]
    [TestCase("fish", "--no-config", "agsekit completion fish | source")]
    public async Task A_shell_completes_on_its_own_line(string program, string options, string begin)
    {
        Kit.Variables["PATH"] = $"{Path.Combine(Root, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        Kit.Variables["HOME"] = Home;
        File.CreateSymbolicLink(Path.Combine(Root, "bin", "agent-safety-kit"), Path.Combine(Root, "bin", "agsekit"));
        using TerminalSession shell = new(Path.Combine(Root, "tmux"), Kit.Command() with { Program = program, Arguments = [.. options.Split(' ')] });
        shell.Line($"{begin}; echo rea''dy");
        await shell.WaitFor("ready");
        (string Typed, string Completed)[] lines =
        [
            ("agsekit start-vm agent-t", "agsekit start-vm agent-two"),
            ("agsekit backup rest", "agsekit backup restore"),
            ("agsekit run --vm=agent-t", "agsekit run --vm=agent-two"),
            ("true; agsekit stop-vm agent-t", "agsekit stop-vm agent-two"),
            ("true | agsekit ssh agent-t", "agsekit ssh agent-two"),
            ("agent-safety-kit start-vm agent-t", "agent-safety-kit start-vm agent-two"),
        ];
        foreach ((string typed, string completed) in lines)
        {
            shell.Type(typed);
            shell.Press("Tab");
            await shell.WaitFor(completed);
            shell.Press("C-e", "C-u");
        }

        Assert.That(Directory.Exists(Path.Combine(Home, "state/logs")), Is.False, "nothing failed on the way");
    }
}
