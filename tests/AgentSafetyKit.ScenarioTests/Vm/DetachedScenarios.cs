using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Runs that need no terminal: what they survive, how they are looked at, how they end.</summary>
internal sealed class DetachedScenarios : MachineScenario
{
    private const string Ticking = "i=0; while :; do i=$((i+1)); echo $i > " + InGuest + "/tick; sleep 0.3; done";

    private string Socket => Path.Combine(Root, "tmux");

    [TearDown]
    public void EndRuns()
    {
        foreach (JsonElement run in Runs())
            Kit.Run("kill", run.GetProperty("id").GetString()!);
        // What an agent wrote while its folder was away lies in the guest's own folder beneath, where the next test would find it.
        Kit.Run("umount", "--all");
        Kit.Run("exec", Machine, "--", "rm", "-f", "--", InGuest + "/tick");
    }

    [Test]
    public async Task It_is_looked_at_typed_into_watched_left_and_looked_at_again()
    {
        Detach("seen", "stty size; PS1='> ' exec bash --norc -i");
        using (var first = new TerminalSession(Socket, Kit, "attach", "seen"))
        {
            await first.WaitFor(">");
            first.Line("clear; echo 'ж€'; stty size; printf '\\033[1mbold\\033[0m\\n'");
            await first.WaitFor("ж€\n30 100\nbold");
            Assert.That(first.ColouredScreen, Does.Contain("\u001b[1mbold"));
            using var second = new TerminalSession(Socket, Kit, "attach", "seen", "--read-only");
            await second.WaitFor("ж€\n30 100\nbold");
            second.Line("echo INTRU''DER");
            second.Resize(60, 20);
            first.Resize(77, 21);
            await Task.Delay(1000);
            first.Line("clear; stty size");
            await first.WaitFor("21 77\n");
            Assert.That(first.Screen, Does.Not.Contain("INTRUDER"));
            second.Press(@"C-\", @"C-\");
            await second.Ended(0);
            first.Line("echo KEPT''HERE; sleep 1; stty raw -echo; dd bs=1 count=9 2> /dev/null | od -An -tx1; stty sane");
            await first.WaitFor("KEPTHERE");
            await Task.Delay(1500);
            first.Press("Up", "C-c", @"C-\");
            first.Type("ж");
            first.Press("C-d", "Escape");
            await first.WaitFor("1b 5b 41 03 1c d0 b6 04 1b");
            first.Press(@"C-\", @"C-\");
            Assert.That(await first.Ended(0), Does.Contain("it goes on."));
        }

        Assert.That(Runs().Single().GetProperty("state").GetString(), Is.EqualTo("running"));
        using var again = new TerminalSession(Socket, Kit, "attach", "seen");
        await again.WaitFor("KEPTHERE");
        again.Line("exit 42");
        Assert.That(await again.Ended(42), Does.Contain($"'{LineAgent}' ended with code 42"));
        Assert.That(Kit.Run("logs", "seen").OutputText, Does.Contain("KEPTHERE"), "the log outlives the run");
        Assert.That(Kit.Run("attach", "seen").ExitCode, Is.EqualTo(42));
        Assert.That(Guest("ls -A ~/.local/state/agsekit/runs; pgrep tmux || true"), Is.Empty);
    }

    [Test]
    public async Task Ending_one_whose_VM_hangs_gives_up_after_a_while_and_says_so()
    {
        Detach("held", Ticking);
        await UntilExists("tick");
        int engine = SharedMachine.Engines().Single();
        try
        {
            Shell("kill -STOP \"$1\"", $"{engine}");
            long begin = TimeProvider.System.GetTimestamp();
            CommandResult kill = Kit.Run("kill", "held");
            Assert.That(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, Is.LessThan(20));
            Assert.That((kill.ExitCode, kill.ErrorText), Is.EqualTo((5, kill.ErrorText)));
            Assert.That(kill.ErrorText, Does.Contain($"VM '{Machine}' does not answer").And.Contain($"agsekit stop-vm {Machine} --force").And.Not.Contain("\r"));
            Assert.That(MountState(), Is.EqualTo("noAnswer"), "nobody knows whether it is broken");
        }
        finally
        {
            Shell("kill -CONT \"$1\"", $"{engine}");
        }

        await Until(() => Kit.Run("kill", "held").ExitCode == 0, "it is ended when the VM answers again", 60);
    }

    [Test]
    public async Task Its_watcher_is_killed_and_the_next_command_goes_on_with_it()
    {
        Detach("kept", Ticking);
        await UntilExists("tick");
        int keeper = await TheKeeper();
        await SharedMachine.KillAsync(keeper);
        Assert.That(SharedMachine.Processes("keep-run"), Is.Empty);
        CommandResult undo = Kit.Run("undo", "--yes");
        Assert.That((undo.ExitCode, undo.ErrorText), Is.EqualTo((9, undo.ErrorText)));
        Assert.That(undo.ErrorText, Does.Contain($"agsekit stop {Runs().Single().GetProperty("id").GetString()}"));
        Assert.That(await TheKeeper(), Is.Not.EqualTo(keeper));
        Assert.That(Kit.Run("umount").ErrorText, Does.Contain("agsekit stop "));
        int snapshots = SnapshotReasons().Count;
        await Until(() => SnapshotReasons().Count > snapshots, "snapshots go on", 90);
        await SharedMachine.KillAsync(await TheKeeper());
        Assert.That(Kit.Run("stop", "kept").ExitCode, Is.Zero);
        Assert.That(SnapshotReasons()[^1], Is.AnyOf("afterRun", "burst"));
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(Kit.Run("review", "kept").OutputText, Does.Contain("tick"));
        Assert.That(Kit.Run("undo", "kept", "--yes").ExitCode, Is.Zero);
        Assert.That(File.Exists(Path.Combine(Project, "tick")), Is.False);
    }

    [Test]
    public async Task With_a_daemon_a_new_watcher_comes_by_itself()
    {
        Detach("kept", Ticking);
        int keeper = await TheKeeper();
        Assert.That(Kit.Run("daemon", "start").ExitCode, Is.Zero);
        try
        {
            await SharedMachine.KillAsync(keeper);
            Assert.That(await TheKeeper(), Is.Not.EqualTo(keeper));
        }
        finally
        {
            Assert.That(Kit.Run("daemon", "stop").ExitCode, Is.Zero);
        }

        Assert.That(await TheKeeper(), Is.GreaterThan(0), "it outlives the daemon");
        Assert.That(Kit.Run("stop", "kept").ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_broken_connection_ends_no_run_and_its_folder_comes_back()
    {
        Detach("far", Ticking);
        await UntilExists("tick");
        await SharedMachine.KillAsync(SharedMachine.Processes("ControlPersist").Single());
        string before = Tick();
        await Until(() => Tick() != before && Tick() is { Length: > 0 }, "it writes into the folder again", 30);
        Assert.That(Runs().Single().GetProperty("state").GetString(), Is.EqualTo("running"));
        Assert.That(Kit.Run("stop", "far").ExitCode, Is.Zero);
    }

    [Test]
    public async Task An_end_is_asked_for_then_forced_and_what_the_agent_answers_is_its_code()
    {
        Detach("polite", "trap 'echo bye > asked; exit 7' TERM; while :; do sleep 0.1; done");
        CommandResult stopped = Kit.Run("stop", "polite");
        Assert.That((stopped.ExitCode, stopped.OutputText), Is.EqualTo((0, stopped.OutputText)));
        Assert.That(stopped.OutputText, Does.Contain("ended with code 7"));
        Assert.That(File.ReadAllText(Path.Combine(Project, "asked")), Is.EqualTo("bye\n"));
        Detach("stubborn", "trap '' TERM HUP; while :; do sleep 0.1; done");
        Assert.That(Kit.Run("stop", "stubborn", "--patience", "2").OutputText, Does.Contain("ended with code 137"));
        Detach("short", "echo done; exit 3");
        await Until(() => Runs().Count == 0, "it has ended");
        Assert.That(Kit.Run("attach", "short").ExitCode, Is.EqualTo(3));
        Assert.That(Kit.Run("ps").OutputText, Is.Empty);
        Assert.That(Kit.Run("ps", "--all").OutputText, Does.Contain("ended (3)").And.Contain("ended (137)").And.Contain("ended (7)"));
        Assert.That(Guest("pgrep -f 'sleep 0[.]1' || true"), Is.Empty);
    }

    [Test]
    public async Task Nothing_an_agent_prints_or_calls_itself_gives_orders_to_a_terminal()
    {
        Detach("evil", @"printf '\033]0;EVIL\007\033[2J\033[31mfirst\033[0m\r\n\033P+q544e\033\\second \342\200\256 third\n'; exec -a ""$(printf 'x\033[2J\ny')"" sleep 1000");
        await Until(() => Kit.Run("logs", "evil").OutputText.Contains("third", StringComparison.Ordinal), "the log");
        Assert.That(Kit.Run("logs", "evil").OutputText, Is.EqualTo("first\nsecond \\u202e third\n"));
        Assert.That(Kit.Run("logs", "evil", "--raw").OutputText, Does.Contain("\u001b[31mfirst"));
        Assert.That(Kit.Run("ps").OutputText, Does.Not.Contain("\u001b"));
        Assert.That(Kit.Run("stop", "evil").ExitCode, Is.Zero);
    }

    [Test]
    public void Two_work_in_one_folder_and_none_has_the_name_of_the_other()
    {
        string first = Detach("twin", "sleep 1000"), second = Detach("other", "sleep 1000");
        CommandResult taken = Kit.Run("run", "--detach", "--name", "twin", LineAgent, "true");
        Assert.That((taken.ExitCode, taken.ErrorText), Is.EqualTo((2, taken.ErrorText)));
        Assert.That(taken.ErrorText, Does.Contain("the name 'twin' is taken").And.Contain(first));
        CommandResult both = Kit.Run("stop", first[..4]);
        Assert.That((both.ExitCode, both.ErrorText.Contains(first, StringComparison.Ordinal), both.ErrorText.Contains(second, StringComparison.Ordinal)), Is.EqualTo((2, true, true)));
        Assert.That(Kit.Run("stop", "nobody").ErrorText, Does.Contain("there is no run 'nobody'").And.Contain(second));
        Assert.That(Kit.Run("stop", first[^4..]).ErrorText, Does.Contain("another run works in this folder"));
        Assert.That(MountState(), Is.EqualTo("live"));
        Assert.That(Kit.Run("kill", "other").ExitCode, Is.Zero);
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(Kit.Run("run", "--detach", "--name", "twin", LineAgent, "true").ExitCode, Is.Zero, "the name is free again");
    }

    [Test]
    public void Its_secrets_are_in_its_environment_and_nowhere_else()
    {
        Configure(moreAgents: $$"""
              secretive:
                type: command
                vm: {{Machine}}
                command: [bash, -c]
                env_from: {TOKEN: {env: DETACHED_TOKEN} }
            """);
        Kit.Variables["DETACHED_TOKEN"] = "canary-48151623";
        CommandResult started = Kit.Run("run", "--detach", "--name", "spy", "secretive", "test \"$TOKEN\" = canary-48151623 && echo yes > got; umask > mask; sleep 1000");
        Assert.That(started.ExitCode, Is.Zero, started.ErrorText);
        Assert.That(Guest("sleep 1; cat /home/ubuntu/project/got /home/ubuntu/project/mask"), Is.EqualTo("yes\n0022\n").Or.EqualTo("yes\n0002\n"));
        Assert.That(Guest("grep -rl canary-4815162[3] ~ /dev/shm /tmp 2> /dev/null; ps axww -o args= | grep canary-4815162[3] || true"), Is.Empty);
        Assert.That(SharedMachine.Processes("canary"), Is.Empty);
        Assert.That(GuestMemory(), Is.Empty);
    }

    [Test]
    public async Task When_its_VM_is_switched_off_it_is_over_and_says_so()
    {
        Detach("lost", Ticking);
        await UntilExists("tick");
        Assert.That(Kit.Run("stop-vm", Machine).ExitCode, Is.EqualTo(9), "an agent works there");
        Assert.That(Kit.Run("stop-vm", Machine, "--force").ExitCode, Is.Zero);
        await Until(() => Runs().Count == 0, "the run is closed");
        JsonElement run = Json("ps", "--all").GetProperty("runs")[0];
        Assert.That((run.GetProperty("state").GetString(), run.GetProperty("cause").GetString()), Is.EqualTo(("brokenOff", $"VM '{Machine}' was switched off")));
        Assert.That(run.GetProperty("afterSnapshot").GetString(), Is.Not.Null);
        Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);
    }

    [Test]
    public async Task Its_log_has_all_it_printed_however_often_it_wrote()
    {
        Detach("steady", "for i in $(seq 100); do echo line $i; sleep 0.05; done; seq 1000 30000; echo the end; sleep 1000");
        await Until(() => Kit.Run("logs", "steady").OutputText.EndsWith("the end\n", StringComparison.Ordinal), "the last line", 60);
        string[] lines = Kit.Run("logs", "steady").OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.EqualTo((string[])[.. Enumerable.Range(1, 100).Select(line => $"line {line}"), .. Enumerable.Range(1000, 29001).Select(line => $"{line}"), "the end"]));
    }

    [Test]
    public async Task What_it_printed_outlives_a_VM_that_breaks_down()
    {
        Detach("chatty", "echo printed before the end; sleep 1000");
        await Until(() => Directory.EnumerateFiles(Path.Combine(Home, "state/runs"), "*.log").Any(log => File.ReadAllText(log).Contains("printed before", StringComparison.Ordinal)), "it is kept here too", 40);
        await SharedMachine.KillAsync(SharedMachine.Engines().Single());
        await Until(() => Runs().Count == 0, "the run is closed");
        Assert.That(Kit.Run("logs", "chatty").OutputText, Does.Contain("printed before the end"));
    }

    private string Detach(string name, string line)
    {
        CommandResult started = Kit.Run("run", "--detach", "--name", name, LineAgent, line, "agent");
        Assert.That(started.ExitCode, Is.Zero, started.ErrorText);
        return started.OutputText.Trim();
    }

    private IReadOnlyList<JsonElement> Runs() => [.. Json("ps").GetProperty("runs").EnumerateArray()];

    private string Tick() => File.Exists(Path.Combine(Project, "tick")) ? File.ReadAllText(Path.Combine(Project, "tick")) : "";

    private async Task<int> TheKeeper()
    {
        await Until(() => SharedMachine.Processes("keep-run").Count == 1, "one process watches it");
        return SharedMachine.Processes("keep-run").Single();
    }
}
