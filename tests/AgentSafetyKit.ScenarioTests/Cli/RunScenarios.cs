using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>What <c>run</c> refuses, and what it proposes the first time; nothing here boots a VM.</summary>
[Parallelizable]
internal sealed class RunScenarios : Scenario
{
    [Test]
    public void Without_a_terminal_the_first_run_explains_itself_and_writes_nothing()
    {
        CommandResult result = Kit.Run("run", "shell");
        AssertRefused(result, 2, "There is no configuration yet", Project, Backups, Path.Combine(Home, "config.yaml"), "nothing was done", "agsekit run --yes shell");
        AssertRefused(Kit.Run("run", "shell", "--yes"), 2, "agsekit run --yes shell");
        AssertRefused(Kit.Run("run", "--quiet", "shell"), 2, Project);
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        AssertRefused(Kit.Run("run", "shell"), 2, "Настроек ещё нет", "agsekit run --yes shell");
        Assert.That((Directory.EnumerateFileSystemEntries(Home), Directory.Exists(Backups)), Is.EqualTo((Array.Empty<string>(), false)));
    }

    [Test]
    public void Agreed_to_beforehand_the_proposal_is_a_right_configuration_and_what_is_missing_has_a_package()
    {
        Kit.HidePrograms("qemu-img");
        AssertRefused(Kit.Run("run", "--yes", "shell"), 125, "the program 'qemu-img' is needed", "sudo apt-get install qemu-utils");
        AssertRefused(Kit.Run("config", "check"), 0, "is right");
        Assert.That(Json(Kit.Run("mounts", "--json")).GetProperty("mounts")[0].GetProperty("source").GetString(), Is.EqualTo(Project));
        Assert.That(Shell("stat -c %a \"$1\"", Path.Combine(Home, "config.yaml")).Trim(), Is.EqualTo("600"));
        Assert.That(Json(Kit.Run("vms", "--json")).GetProperty("vms")[0].GetProperty("state").GetString(), Is.EqualTo("notCreated"));
    }

    [Test]
    public void A_second_folder_is_added_and_what_is_there_stays()
    {
        const string Own = "# mine\nvms:\n  work: {cpu: 1, ram: 1G, disk: 5G} # small\nagents:\n  shell: {type: command, command: [bash]}\n";
        WriteConfig(Own);
        Kit.HidePrograms("qemu-img");
        AssertRefused(Kit.Run("run", "--yes", "shell"), 125, "qemu-img");
        string now = File.ReadAllText(Path.Combine(Home, "config.yaml"));
        Assert.That(now, Does.Contain("# mine\nvms:\n  work: {cpu: 1, ram: 1G, disk: 5G} # small\n").And.Contain(Project));
        AssertRefused(Kit.Run("config", "check"), 0, "is right");
    }

    [TestCase("/", "far more than one project")]
    [TestCase("/etc", "belongs to the system")]
    [TestCase("/usr/share", "belongs to the system")]
    [TestCase("/tmp", "far more than one project")]
    [TestCase("HOME", "your home folder")]
    [TestCase("HOME/.ssh", "keys and settings")]
    [TestCase("HOME/link", "belongs to the system")]
    [TestCase("STATE", "agsekit keeps its own keys")]
    public void A_folder_that_holds_more_than_a_project_is_refused_with_the_reason(string folder, string reason)
    {
        string home = Path.Combine(Root, "someone");
        Shell("mkdir -p \"$1/.ssh\"; ln -s /etc \"$1/link\"", home);
        Kit.Variables["HOME"] = home;
        string real = folder.Replace("HOME", home, StringComparison.Ordinal).Replace("STATE", Home, StringComparison.Ordinal);
        AssertRefused(Kit.Run("run", "--yes", "--workdir", real, "shell"), 2, "is not given to an agent", reason);
        Assert.That(Directory.EnumerateFileSystemEntries(Home), Is.Empty);
    }

    [Test]
    public void A_known_agent_is_proposed_with_its_installation_and_an_unknown_one_refused_with_the_nearest()
    {
        CommandResult proposed = Kit.Run("run", "claude");
        AssertRefused(proposed, 2, "To run 'claude' here, agsekit will:", "install the agent 'claude' in the VM and nowhere else", "agsekit run --yes claude");
        Assert.That(proposed.ErrorText.Split('\n').Count(line => line.StartsWith("  - ", StringComparison.Ordinal)), Is.EqualTo(5), "five lines");
        AssertRefused(Kit.Run("run", "--yes", "cluade"), 2, "there is no agent 'cluade'", "did you mean 'claude'?");
        Kit.HidePrograms("qemu-img");
        AssertRefused(Kit.Run("run", "--yes", "claude"), 125, "qemu-img");
        Assert.That(File.ReadAllText(Path.Combine(Home, "config.yaml")), Does.Contain("claude:\n    type: claude\n"));
        AssertRefused(Kit.Run("config", "check"), 0, "is right");
    }

    [Test]
    public void A_wrong_definition_of_ones_own_is_named_with_the_place()
    {
        WriteConfig("vms:\n  work: {cpu: 1, ram: 1G, disk: 5G}\nagents:\n  a: {type: mine}\n");
        CommandResult unknown = Kit.Run("config", "check");
        Assert.That(unknown.ExitCode, Is.EqualTo(3));
        Assert.That(unknown.OutputText, Does.Contain("agents.a.type: 'mine' is not one of"));
        Directory.CreateDirectory(Path.Combine(Home, "agents"));
        string file = Path.Combine(Home, "agents/mine.yaml");
        File.WriteAllText(file, "program: my-agent\ninstal: {npm: x}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CommandResult wrong = Kit.Run("config", "check");
        Assert.That(wrong.ExitCode, Is.EqualTo(3));
        Assert.That(wrong.OutputText, Does.Contain("agents/mine.yaml:2:1: instal: unknown key"));
        AssertRefused(Kit.Run("install-agents"), 3, "agents/mine.yaml:2:1: instal: unknown key", "did you mean 'install'?");
        File.WriteAllText(file, "program: my-agent\n");
        AssertRefused(Kit.Run("install-agents"), 0, "No agent of the configuration has to be installed.");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        AssertRefused(Kit.Run("install-agents"), 3, "other users can write to it");
    }

    [Test]
    public void The_rules_that_decide_are_told_and_the_exit_code_is_their_answer()
    {
        WriteConfig($"vms:\n  work: {{cpu: 1, ram: 1G, disk: 5G, allowed_agents: [claude]}}\nmounts:\n  - {{source: {Project}}}\nagents:\n  claude: {{type: claude}}\n  codex: {{type: codex}}\n");
        CommandResult yes = Kit.Run("policy", "explain", "claude"), no = Kit.Run("policy", "explain", "codex");
        Assert.That((yes.ExitCode, yes.OutputText), Is.EqualTo((0, $"Yes: 'claude' may work on {Project} in VM 'work'.\n  + {Project} overlaps the folder; allowed_agents of vms.work: [claude]\n")));
        Assert.That((no.ExitCode, no.OutputText), Is.EqualTo((3, $"No: 'codex' may not work on {Project}: {Project} overlaps the folder and does not allow it (allowed_agents).\n  - {Project} overlaps the folder; allowed_agents of vms.work: [claude]\n")));
        JsonElement told = Json(Kit.Run("policy", "explain", "codex", Project, "--json"));
        Assert.That((told.GetProperty("allowed").GetBoolean(), told.GetProperty("rules")[0].GetProperty("from").GetString()), Is.EqualTo((false, "vms.work")));
        AssertRefused(Kit.Run("policy", "explain", "cloude"), 2, "did you mean 'claude'?");
    }

    [TestCase("qemu-img", "qemu-utils")]
    [TestCase("mmdebstrap", "mmdebstrap")]
    [TestCase("mkfs.ext4", "e2fsprogs")]
    [TestCase("ssh-keygen", "openssh-client")]
    [TestCase("ssh", "openssh-client")]
    [TestCase("pasta", "passt")]
    public void A_missing_program_is_named_with_its_package_before_minutes_of_work(string program, string package)
    {
        WriteConfig("vms:\n  work: {cpu: 1, ram: 1G, disk: 5G, image: \"build:debian:bookworm\"}\n");
        Kit.HidePrograms(program);
        AssertRefused(Kit.Run("create-vm"), 4, $"the program '{program}' is needed", "sudo apt-get install " + package);
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        AssertRefused(Kit.Run("create-vm"), 4, $"нужна программа «{program}»", "sudo apt-get install " + package);
        Assert.That(Json(Kit.Run("vms", "--json")).GetProperty("vms")[0].GetProperty("state").GetString(), Is.EqualTo("notCreated"));
    }
}
