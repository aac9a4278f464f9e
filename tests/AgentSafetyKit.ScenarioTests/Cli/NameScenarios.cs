using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Names nobody knows: said in the same way by every command, with the nearest one that is known.</summary>
[Parallelizable]
internal sealed class NameScenarios : Scenario
{
    private const string Config = "vms:\n  agent-ubuntu: {cpu: 1, ram: 1G, disk: 5G}\nagents:\n  shell: {type: command, command: [bash]}\n";

    [TestCase("create-vm agent-ubunto", 2)]
    [TestCase("start-vm agent-ubunto", 2)]
    [TestCase("stop-vm agent-ubunto", 2)]
    [TestCase("destroy-vm agent-ubunto --yes", 2)]
    [TestCase("shell agent-ubunto", 2)]
    [TestCase("ssh agent-ubunto", 2)]
    [TestCase("exec agent-ubunto -- true", 2)]
    [TestCase("box ls --vm agent-ubunto", 2)]
    [TestCase("box logs --vm agent-ubunto b", 2)]
    public void A_mistyped_vm_is_answered_with_the_right_one(string line, int code)
    {
        WriteConfig(Config);
        AssertRefused(Kit.Run(line.Split(' ')), code, "there is no VM 'agent-ubunto'", "the configuration has: agent-ubuntu", "did you mean 'agent-ubuntu'?");
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        AssertRefused(Kit.Run(line.Split(' ')), code, "нет ВМ «agent-ubunto»", "возможно, имелось в виду «agent-ubuntu»?");
    }

    [TestCase("start-vm agent-ubuntu", 5)]
    [TestCase("stop-vm", 5)]
    [TestCase("destroy-vm agent-ubuntu --yes", 5)]
    [TestCase("destroy-vm agent-ubuntu --dry-run", 5)]
    [TestCase("ssh agent-ubuntu", 125)]
    [TestCase("exec agent-ubuntu -- true", 125)]
    public void A_vm_that_was_not_made_is_told_from_an_unknown_one(string line, int code)
    {
        WriteConfig(Config);
        AssertRefused(Kit.Run(line.Split(' ')), code, "VM 'agent-ubuntu' does not exist yet", "agsekit create-vm agent-ubuntu");
    }

    [TestCase("start-vm x")]
    [TestCase("ssh x")]
    [TestCase("exec x -- true")]
    [TestCase("destroy-vm x")]
    public void Without_a_configuration_there_are_no_names(string line)
    {
        AssertRefused(Kit.Run(line.Split(' ')), 2, "there is no VM 'x'", "there is no configuration yet");
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        AssertRefused(Kit.Run(line.Split(' ')), 2, "нет ВМ «x»", "настроек ещё нет");
    }

    [Test]
    public void A_name_can_not_be_a_path_or_an_escape()
    {
        foreach (string name in new[] { "../../etc", "a/b", "A", "", "a\eb", "а" })
        {
            CommandResult result = Kit.Run("destroy-vm", name, "--yes");
            AssertRefused(result, 2, "there is no VM");
            Assert.That(result.ErrorText, Does.Not.Contain('\e'));
        }
    }

    [Test]
    public void Agents_runs_snapshots_and_options_are_answered_the_same_way()
    {
        WriteConfig(Config);
        AssertRefused(Kit.Run("run", "shel"), 2, "there is no agent 'shel'", "did you mean 'shell'?");
        AssertRefused(Kit.Run("review", "20260101-120000-1a2b"), 2, "there is no run '20260101-120000-1a2b'");
        AssertRefused(Kit.Run("review"), 2, "no agent was run in this folder", "agsekit backups");
        AssertRefused(Kit.Run("undo"), 2, "no agent was run in this folder");
        AssertRefused(Kit.Run("undo", "--dry-run", "file"), 2, "no agent was run in this folder");
        AssertRefused(Kit.Run("backup", "restore", "20260101-120000"), 6, "there is no snapshot '20260101-120000'", "agsekit backup-once");
        AssertRefused(Kit.Run("backups", "--jsn"), 2, "there is no option --jsn", "did you mean '--json'?");
        AssertRefused(Kit.Run("backup", "restor", "x"), 2, "there is no command 'restor'", "did you mean 'restore'?");
        AssertRefused(Kit.Run("completion", "tcsh"), 2, "'tcsh' is not a value for SHELL");
        AssertRefused(Kit.Run("start-vm", "--json"), 2, "has no --json");
        AssertRefused(Kit.Run("destroy-vm"), 2, "which VM is to go was not said", "--all");
        AssertRefused(Kit.Run("mount-server", "nothing"), 2, "there is no mount 'nothing'");
    }

    [TestCase("backup-once", "--source-dir is missing")]
    [TestCase("backup-once --source-dir", "--source-dir needs a value")]
    [TestCase("backup restore", "ID is missing")]
    [TestCase("exec x", "CMD is missing")]
    [TestCase("run", "AGENT is missing")]
    [TestCase("completion", "SHELL is missing")]
    [TestCase("backup", "a command is missing")]
    [TestCase("", "a command is missing")]
    [TestCase("vms extra", "'extra' is one word too many")]
    public void A_missing_word_is_named(string line, string said) =>
        AssertRefused(Kit.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), 2, "wrong usage of", said, "--help");

    [Test]
    public void A_folder_that_is_not_there_is_wrong_usage_everywhere()
    {
        string nowhere = Path.Combine(Root, "nowhere");
        WriteConfig(Config);
        foreach (string[] words in new string[][] { ["backups", nowhere], ["umount", nowhere], ["mount", nowhere], ["run", "--workdir", nowhere, "shell"], ["backup-once", "--source-dir", nowhere, "--dest-dir", Backups] })
            AssertRefused(Kit.Run(words), 2, nowhere);
        Assert.That(Directory.Exists(Backups), Is.False);
        AssertRefused(Kit.Run("mount"), 2, "is not in the configuration", "agsekit addmount");
        AssertRefused(Kit.Run("mount", "--all", Project), 2, "exclude each other");
    }
}
