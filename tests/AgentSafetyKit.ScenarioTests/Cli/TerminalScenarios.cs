using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>What only a terminal sees: questions, colours, the live line.</summary>
[Parallelizable]
internal sealed class TerminalScenarios : Scenario
{
    private int _terminals;

    [Test]
    public async Task No_is_no_and_yes_is_yes()
    {
        string id = ChangedSinceSnapshot();
        foreach (string no in new[] { "n", "", "maybe" })
        {
            using TerminalSession asked = Restore(id);
            await asked.WaitFor("Do it? [y/N]");
            asked.Type(no);
            asked.Press("Enter");
            Assert.That(await asked.Ended(130), Does.Contain("nothing was restored").And.Contain("you said no"));
            Assert.That(Shell("cat a"), Is.EqualTo("two\n"));
        }

        using TerminalSession agreed = Restore(id);
        await agreed.WaitFor("Do it? [y/N]");
        agreed.Type("y");
        agreed.Press("Enter");
        Assert.That(await agreed.Ended(0), Does.Contain("Restored"));
        Assert.That(Shell("cat a"), Is.EqualTo("one\n"));
    }

    [TestCase("д")]
    [TestCase("Да")]
    [TestCase("y")]
    public async Task A_russian_question_takes_a_russian_answer(string yes)
    {
        string id = ChangedSinceSnapshot();
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        using TerminalSession asked = Restore(id);
        await asked.WaitFor("Выполнить? [д/Н]");
        asked.Type(yes);
        asked.Press("Enter");
        Assert.That(await asked.Ended(0), Does.Contain("восстановлена из"));
    }

    [Test]
    public async Task An_interrupt_or_the_end_of_input_answers_the_question()
    {
        string id = ChangedSinceSnapshot();
        using (TerminalSession asked = Restore(id))
        {
            await asked.WaitFor("Do it? [y/N]");
            asked.Press("C-c");
            Assert.That(await asked.Ended(130), Does.Contain("agsekit: interrupted"));
        }

        using TerminalSession ended = Restore(id);
        await ended.WaitFor("Do it? [y/N]");
        ended.Press("C-d");
        await ended.Ended(130);
        Assert.That(Shell("cat a; ls -A \"$1\" | grep -c '^2'", Backups), Is.EqualTo("two\n1\n"));
    }

    [Test]
    public async Task The_first_run_asks_and_a_no_writes_nothing()
    {
        using TerminalSession asked = Terminal("run", "shell");
        await asked.WaitFor("Go ahead? [y/N]");
        asked.Type("n");
        asked.Press("Enter");
        Assert.That(await asked.Ended(130), Does.Contain("nothing was done"));
        Assert.That(Directory.EnumerateFileSystemEntries(Home), Is.Empty);
    }

    [Test]
    public async Task The_live_line_is_gone_when_the_work_is_done()
    {
        Shell("for i in $(seq 40); do head -c 1M /dev/urandom >f$i; done");
        using TerminalSession shown = Terminal(BackupOnce);
        string screen = await shown.Ended(0);
        Assert.That(screen.Split('\n'), Has.Length.EqualTo(2), "the result and the code, nothing of the live line");
        Assert.That(screen, Does.Match(@"^Snapshot \d{8}-\d{6}: 40 files, .* copied\.\nENDED:0$"));
    }

    [Test]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        Kit.Variables["TERM"] = "xterm-256color";
        using (TerminalSession plain = Terminal("start-vm", "x"))
        {
            await plain.Ended(2);
            Assert.That(plain.ColouredScreen, Does.Not.Contain('\e'), "NO_COLOR");
        }

        Kit.Variables["NO_COLOR"] = null;
        using (TerminalSession coloured = Terminal("start-vm", "x"))
        {
            await coloured.Ended(2);
            Assert.That(coloured.ColouredScreen, Does.Contain("\e[31magsekit:"));
        }

        CommandResult piped = Kit.Run("start-vm", "x");
        Assert.That(piped.ErrorText, Does.Contain("agsekit:").And.Not.Contain('\e'), "a pipe");
    }

    private string ChangedSinceSnapshot()
    {
        Shell("echo one >a");
        string id = Snapshot();
        Shell("echo two >a");
        return id;
    }

    private TerminalSession Restore(string id) => Terminal("backup", "restore", id);

    private TerminalSession Terminal(params string[] words) => new(Path.Combine(Root, $"tmux{++_terminals}"), Kit, words);
}
