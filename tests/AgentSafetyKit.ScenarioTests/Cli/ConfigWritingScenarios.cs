using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>A configuration made by questions, and one edited.</summary>
[Parallelizable]
internal sealed class ConfigWritingScenarios : Scenario
{
    private const string Right = "vms: {one: {cpu: 1, ram: 1G, disk: 5G}}\n";

    private string Config => Path.Combine(Home, "config.yaml");

    [Test]
    public void Without_questions_it_is_one_that_does_and_never_over_one_that_is_there()
    {
        AssertRefused(Kit.Run("config-gen"), 2, "agsekit config-gen --yes");
        Assert.That(File.Exists(Config), Is.False);
        Assert.That(Kit.Run("config-gen", "--yes", Project).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Config), Does.Contain($"  - source: {Project}\n").And.Contain("claude:").And.Contain("shell:"));
        Assert.That(Shell("stat -c %a \"$1\"", Config), Is.EqualTo("600\n"));
        Assert.That(Kit.Run("config", "check").ExitCode, Is.Zero);
        WriteConfig(Right);
        AssertRefused(Kit.Run("config-gen", "--yes"), 3, "is there already", "--overwrite");
        Assert.That(File.ReadAllText(Config), Is.EqualTo(Right));
        Assert.That(Kit.Run("config-gen", "--yes", "--overwrite").ExitCode, Is.Zero);
        Assert.That(Directory.GetFiles(Home, "config.yaml.*.bak").Select(File.ReadAllText), Is.EqualTo(new[] { Right }));
    }

    [TestCase("/", "holds far more than one project")]
    [TestCase("/nowhere/at/all", "leads nowhere")]
    public void A_folder_that_can_not_be_given_away_is_refused(string folder, string why)
    {
        Assert.That(Kit.Run("config-gen", "--yes", folder).ErrorText, Does.Contain(why));
        Assert.That(File.Exists(Config), Is.False);
    }

    [Test]
    public async Task Each_question_has_an_answer_that_does_and_a_wrong_one_is_told_why_and_asked_again()
    {
        using TerminalSession asked = Terminal("config-gen");
        await Answer(asked, "Name of the VM [agsekit]:", "My VM");
        await asked.WaitFor("is not a valid name");
        asked.Line("box");
        await Answer(asked, "Its CPU cores [", "many");
        await asked.WaitFor("that is no whole number");
        asked.Line("1");
        await Answer(asked, "Its memory [", "1");
        await asked.WaitFor("too little");
        await Answer(asked, "Its memory [", "999T");
        await asked.WaitFor("of memory");
        asked.Line("3G");
        await Answer(asked, "Its disk, at most [20G]:", "");
        await Answer(asked, $"A folder for agents to work on, or 'none' [{Project}]:", "/etc");
        await asked.WaitFor("it belongs to the system");
        asked.Line("");
        await Answer(asked, "Another one, or 'none' [none]:", "");
        await Answer(asked, "Agents, separated by commas [claude, shell]:", "codx");
        await asked.WaitFor("did you mean 'codex'");
        asked.Line("codex, shell");
        await asked.WaitFor("Go ahead? [y/N]");
        Assert.That(File.Exists(Config), Is.False, "nothing before it was agreed to");
        asked.Line("y");
        Assert.That(await asked.Ended(0), Does.Contain("agsekit run codex"));
        Assert.That(File.ReadAllText(Config), Does.EndWith($"""
            vms:
              box:
                cpu: 1
                ram: 3G
                disk: 20G

            mounts:
              - source: {Project}

            agents:
              codex:
                type: codex
              shell:
                type: command
                command: [bash, "-l"]

            """));
    }

    [Test]
    public async Task In_russian_no_folder_is_said_in_russian_and_one_that_is_in_the_way_is_named()
    {
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        string twin = Path.Combine(Root, "other", Path.GetFileName(Project));
        Directory.CreateDirectory(twin);
        using TerminalSession asked = Terminal("config-gen");
        foreach (string question in new[] { "Имя ВМ [", "Ядер процессора [", "Память [", "Диск, не больше [" })
            await Answer(asked, question, "");
        await Answer(asked, $"или «нет» [{Project}]:", "");
        await Answer(asked, "Ещё одна, или «нет» [нет]:", Project);
        await asked.WaitFor("среди них уже есть");
        asked.Line(twin);
        await asked.WaitFor($"в этой ВМ уже занят: '{Project}'");
        asked.Line("нет");
        await Answer(asked, "Агенты через запятую [", "");
        await Answer(asked, "[д/Н]", "д");
        Assert.That(await asked.Ended(0), Does.Not.Contain("mounts["));
        Assert.That(File.ReadAllText(Config).Split("source:"), Has.Length.EqualTo(2), "one folder");
    }

    [Test]
    public async Task Its_end_or_an_interrupt_writes_nothing()
    {
        foreach ((string key, string said) in new[] { ("C-d", "the input has ended"), ("C-c", "interrupted") })
        {
            using TerminalSession asked = Terminal("config-gen");
            await Answer(asked, "Name of the VM", "");
            await asked.WaitFor("Its CPU cores");
            asked.Press(key);
            Assert.That(await asked.Ended(130), Does.Contain(said));
            Assert.That(File.Exists(Config), Is.False);
        }
    }

    [Test]
    public void What_an_editor_wrote_is_taken_over_only_if_it_is_right()
    {
        AssertRefused(Kit.Run("config", "edit"), 3, "config.yaml");
        WriteConfig(Right);
        Editor("sed -i 's/cpu: 1/cpu: 1, auto_ports: false/' \"$2\"");
        Assert.That(Kit.Run("config", "edit").ExitCode, Is.Zero);
        string now = File.ReadAllText(Config);
        Assert.That((now, Directory.GetFiles(Home, "*.bak").Length), Is.EqualTo((Right.Replace("cpu: 1", "cpu: 1, auto_ports: false"), 1)));
        Editor("true");
        Assert.That(Kit.Run("config", "edit").ErrorText, Does.Contain("Nothing was changed"));
        Editor("echo 'vmz: 1' >>\"$2\"; exit 3");
        AssertRefused(Kit.Run("config", "edit"), 4, "ended with 3");
        Assert.That(File.ReadAllText(Config), Is.EqualTo(now));
    }

    [Test]
    public async Task What_is_wrong_is_shown_and_edited_again_and_what_was_written_is_kept()
    {
        WriteConfig(Right);
        Editor("if grep -q vmz \"$2\"; then sed -i 's/vmz.*/mounts: []/' \"$2\"; else echo 'vmz: 1' >>\"$2\"; fi");
        using (TerminalSession again = Terminal("config", "edit"))
        {
            await again.WaitFor("Edit it again? [y/N]");
            Assert.That((again.Screen.Contains("unknown key"), File.ReadAllText(Config)), Is.EqualTo((true, Right)));
            again.Line("y");
            await again.Ended(0);
        }

        Assert.That(File.ReadAllText(Config), Is.EqualTo(Right + "mounts: []\n"));
        Editor("echo 'vmz: 1' >>\"$2\"");
        CommandResult unanswered = Kit.Run("config", "edit");
        Assert.That((unanswered.ExitCode, File.ReadAllText(Config)), Is.EqualTo((2, Right + "mounts: []\n")));
        string kept = unanswered.ErrorText[(unanswered.ErrorText.IndexOf("is kept in ", StringComparison.Ordinal) + 11)..].Trim();
        Assert.That(File.ReadAllText(kept), Does.EndWith("vmz: 1\n"));
    }

    private TerminalSession Terminal(params string[] words) => new(Path.Combine(Root, "tmux"), Kit, words);

    private static async Task Answer(TerminalSession asked, string question, string answer)
    {
        await asked.WaitFor(question);
        asked.Line(answer);
    }

    /// <summary>One with an argument of its own, as <c>code --wait</c> has; the file is its last.</summary>
    private void Editor(string work)
    {
        string program = Path.Combine(Root, "editor");
        File.WriteAllText(program, $"#!/bin/sh\n{work}\n");
        Shell("chmod +x \"$1\"", program);
        Kit.Variables["VISUAL"] = $"{program} --wait";
    }
}
