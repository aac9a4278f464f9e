using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A person at a real terminal: shells, agents, questions.</summary>
internal sealed class TerminalScenarios : MachineScenario
{
    private string Socket => Path.Combine(Root, "tmux");

    [Test]
    public async Task A_shell_is_a_real_one_with_size_interrupt_and_exit_code()
    {
        using var terminal = new TerminalSession(Socket, Kit, "shell", Machine);
        await terminal.WaitFor("ubuntu@");
        terminal.Line("test -t 0 && test -t 1 && echo TER''MINAL; stty size");
        await terminal.WaitFor("TERMINAL\n30 100\n");
        terminal.Resize(77, 20);
        await Task.Delay(500);
        terminal.Line("clear; stty size");
        await terminal.WaitFor("20 77\n");
        terminal.Line("sleep 1007; echo CODE:$?");
        await Task.Delay(1000);
        terminal.Press("C-c");
        terminal.Line("echo ST''ILL HERE");
        await terminal.WaitFor("STILL HERE\n");
        terminal.Line("exit 42");
        await terminal.WaitFor("ENDED:42");
    }

    [Test]
    public async Task Keys_and_letters_pass_as_they_are_both_ways()
    {
        using var terminal = new TerminalSession(Socket, Kit, "exec", Machine, "--", "bash", "-c", "stty size; stty raw -echo; echo REA''DY; dd bs=1 count=9 2> /dev/null | od -An -tx1; stty sane; printf '\\320\\226\\342\\202\\254|\\033[1mbold\\033[0m\\n'; exit 6");
        await terminal.WaitFor("READY");
        Assert.That(terminal.Screen, Does.StartWith("30 100"));
        terminal.Press("Up", "C-a", "C-c", "C-d");
        terminal.Type("ж");
        terminal.Press("C-\\");
        await terminal.WaitFor("1b 5b 41 01 03 04 d0 b6 1c");
        await terminal.WaitFor("Ж€|bold");
        Assert.That(terminal.ColouredScreen, Does.Contain("\u001b[1mbold"));
        await terminal.WaitFor("ENDED:6");
    }

    [Test]
    public async Task An_agent_has_the_terminal_and_Ctrl_C_is_for_the_agent()
    {
        using var terminal = new TerminalSession(Socket, Kit, "run", LineAgent, "trap 'echo CAU''GHT; stty size; exit 5' INT; tty; echo REA''DY; while :; do sleep 0.1; done");
        await terminal.WaitFor("READY");
        terminal.Resize(81, 33);
        await Task.Delay(500);
        terminal.Press("C-c");
        await terminal.WaitFor("CAUGHT\n33 81\n");
        await terminal.WaitFor("ENDED:5");
        Assert.That(terminal.Screen, Does.Contain("/dev/pts/").And.Contain($"'{LineAgent}' ended after").And.Contain("with code 5").And.Contain("Nothing changed in"));
    }

    [Test]
    public async Task Undo_and_destroy_ask_and_take_no_for_an_answer()
    {
        Assert.That(RunAgent("echo x > made").ExitCode, Is.Zero);
        using (var undo = new TerminalSession(Socket, Kit, "undo"))
        {
            await undo.WaitFor("Do it? [y/N]");
            undo.Line("n");
            await undo.WaitFor("ENDED:130");
            Assert.That(undo.Screen, Does.Contain("you said no"));
        }

        Assert.That(File.Exists(Path.Combine(Project, "made")), Is.True);
        using (var undo = new TerminalSession(Socket, Kit, "undo"))
        {
            await undo.WaitFor("Do it? [y/N]");
            undo.Line("y");
            await undo.WaitFor("ENDED:0");
        }

        Assert.That(File.Exists(Path.Combine(Project, "made")), Is.False);
        using var destroy = new TerminalSession(Socket, Kit, "destroy-vm", Machine);
        await destroy.WaitFor("Remove it? [y/N]");
        destroy.Press("Enter");
        await destroy.WaitFor("ENDED:130");
        Assert.That(SharedMachine.State(), Is.EqualTo("running"));
    }
}
