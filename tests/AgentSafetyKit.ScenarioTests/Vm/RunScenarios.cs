using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Runs of agents as they should go, and how they share a folder and end with what they left behind.</summary>
internal sealed class RunScenarios : MachineScenario
{
    [Test]
    public void The_code_of_the_agent_is_the_code_of_the_run()
    {
        CommandResult run = RunAgent("pwd; printf '%s|' \"$@\"; echo; exit 255", "a b", "$HOME", "", "it's \"q\"", "--yes", "--", "*");
        Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((255, $"{InGuest}\na b|$HOME||it's \"q\"|--yes|--|*|\n")));
        Assert.That(run.ErrorText, Does.Contain("with code 255").And.Contain($"Nothing changed in {Project}."));
        Assert.That(SnapshotReasons(), Is.EqualTo(new[] { "beforeRun" }), "nothing changed: there is nothing to keep");
        // People put secrets into arguments.
        Assert.That(LastRun().ToString(), Does.Not.Contain("a b").And.Not.Contain("it's"));
    }

    [Test]
    public void An_agent_that_is_not_in_the_VM_is_127_and_named()
    {
        Configure(moreAgents: """
              nobody:
                type: command
                vm: box
                command: [no-such-agent, --flag]
            """);
        CommandResult run = Kit.Run("run", "nobody");
        Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((127, "")));
        Assert.That(run.ErrorText, Does.Contain("agsekit: 'no-such-agent' is not installed in the VM"));
    }

    [Test]
    public void Without_backups_the_run_says_so_and_can_not_be_undone()
    {
        CommandResult run = Kit.Run("run", "--disable-backups", LineAgent, "echo x > made");
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.ErrorText, Does.Contain("no snapshots are taken: this run can not be undone"));
        Assert.That(File.ReadAllText(Path.Combine(Project, "made")), Is.EqualTo("x\n"));
        Assert.That(Directory.Exists(Backups), Is.False);
        CommandResult undo = Kit.Run("undo", "--yes");
        Assert.That(undo.ExitCode, Is.EqualTo(6));
        Assert.That(undo.ErrorText, Does.Contain("it was run without backups"));
        Assert.That(File.Exists(Path.Combine(Project, "made")), Is.True);
    }

    [Test]
    public void In_a_temporary_folder_an_agent_sees_nothing_else_and_only_what_it_leaves_stays()
    {
        string config = File.ReadAllText(Path.Combine(Home, "config.yaml"));
        CommandResult empty = Kit.Run("run", "--temp", LineAgent, "pwd; ls -A; touch x; rm x");
        Assert.That(empty.ExitCode, Is.Zero, empty.ErrorText);
        Assert.That(empty.OutputText, Does.Match("^/tmp/agsekit-temp-[A-Za-z0-9]+\n$"));
        string name = Path.GetFileName(empty.OutputText.Trim());
        Assert.That(Directory.Exists(Path.Combine(Path.GetTempPath(), name)), Is.False);
        Assert.That(empty.ErrorText, Does.Not.Contain("can not be undone").And.Not.Contain(name));

        CommandResult left = Kit.Run("run", "--temp", LineAgent, "echo kept > made; pwd");
        string folder = Path.Combine(Path.GetTempPath(), Path.GetFileName(left.OutputText.Trim()));
        try
        {
            Assert.That(File.ReadAllText(Path.Combine(folder, "made")), Is.EqualTo("kept\n"));
            Assert.That(left.ErrorText, Does.Contain($"What the agent left is in {folder}. To throw it away: rm -rf {folder}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.That(File.ReadAllText(Path.Combine(Home, "config.yaml")), Is.EqualTo(config));
        Assert.That(Directory.EnumerateFiles(Path.Combine(Home, "state/mounts"), "*.json").Where(file => File.ReadAllText(file).Contains("agsekit-temp-", StringComparison.Ordinal)), Is.Empty);
        CommandResult both = Kit.Run("run", "--temp", "--workdir", Project, LineAgent, "true");
        Assert.That((both.ExitCode, both.OutputText), Is.EqualTo((2, "")));
        Assert.That(both.ErrorText, Does.Contain("--temp makes one, and --workdir names another"));
    }

    [Test]
    public void Without_a_first_snapshot_undo_goes_back_to_the_newest_there_is()
    {
        // There is none yet, so one is taken all the same.
        Assert.That(Kit.Run("run", "--no-first-backup", LineAgent, "echo one > made").ExitCode, Is.Zero);
        Assert.That(SnapshotReasons()[0], Is.EqualTo("beforeRun"));
        File.WriteAllText(Path.Combine(Project, "mine"), "not saved");
        CommandResult run = Kit.Run("run", "--no-first-backup", LineAgent, "rm made");
        Assert.That((run.ExitCode, File.Exists(Path.Combine(Project, "made"))), Is.EqualTo((0, false)));
        Assert.That(run.ErrorText, Does.Contain("no snapshot was taken before the run: undo goes back to "));
        Assert.That(Kit.Run("undo", "--yes", "made").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(Project, "made")), Is.EqualTo("one\n"));
    }

    [Test]
    public void The_agent_that_comes_with_the_product_is_installed_without_a_network_and_reads_the_folder()
    {
        Configure(moreAgents: "  words: {type: text-analysis, vm: box}\n");
        File.WriteAllText(Path.Combine(Project, "note.txt"), "Отличная работа, спасибо, очень удобно.");
        CommandResult run = Kit.Run("run", "words", "note.txt");
        Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((0, "note.txt: positive (+0.778), ru, words: 5\n  отличная 1, спасибо 1, работа 1, удобно 1\n")), run.ErrorText);
    }

    [Test]
    public async Task Two_runs_share_a_mount_and_what_would_disturb_them_is_refused()
    {
        ChildProcess first = StartAgent("touch first-started; until [ -e stop ]; do sleep 0.2; done; echo still > first-wrote");
        await UntilExists("first-started");
        CommandResult second = RunAgent("ls; touch second");
        Assert.That((second.ExitCode, second.OutputText), Is.EqualTo((0, "first-started\n")));
        Assert.That(MountState(), Is.EqualTo("live"), "the first to end leaves the mount to the other");

        string run = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Path.Combine(Home, "state/runs"), "*.json").Single());
        Refused(["undo", "--yes"], $"the agent '{LineAgent}' is at work there (run {run})");
        Refused(["umount"], "an agent works in it");
        Refused(["stop-vm", Machine], $"an agent works in {Project}");
        Refused(["destroy-vm", Machine, "--yes"], $"an agent works in {Project}");
        Assert.That(MountState(), Is.EqualTo("live"), "a refusal changes nothing");

        File.WriteAllText(Path.Combine(Project, "stop"), "");
        Assert.That(await EndOf(first), Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(Project, "first-wrote")), Is.EqualTo("still\n"));
        Assert.That(MountState(), Is.EqualTo("notMounted"));
    }

    [Test]
    public async Task What_an_agent_leaves_behind_can_not_touch_the_folder_any_more()
    {
        CommandResult run = RunAgent(
            $"""
            sleep 1001 &
            nohup sleep 1002 > /dev/null 2>&1 &
            setsid -f bash -c 'exec -a left-behind bash -c "cd {InGuest}; exec 3>> {InGuest}/held; while sleep 0.1; do echo late >> {InGuest}/late; echo late >&3; echo late >> here; done"' > /dev/null 2>&1 < /dev/null
            until [ -s late ]; do sleep 0.1; done
            """);
        Assert.That(run.ExitCode, Is.Zero);
        string[] names = ["late", "held", "here"];
        long[] before = [.. names.Select(name => new FileInfo(Path.Combine(Project, name)).Length)];
        string left = Guest("pgrep -fc '^sleep 100[12]'; pgrep -fc '^left-behind'; true");
        await Task.Delay(2000);
        Assert.That(names.Select(name => new FileInfo(Path.Combine(Project, name)).Length), Is.EqualTo(before));
        Assert.That(left, Is.EqualTo("0\n1\n"), "what stayed in the agent's session was ended; what left it lives on, without the folder");
        Guest("pkill -f '^left-behind'; rm -rf -- \"$1\"/*", InGuest);
        Assert.That(GuestMemory(), Is.Empty);
    }

    [Test]
    public async Task A_run_that_is_asked_to_end_ends_the_agent_and_takes_the_last_snapshot()
    {
        ChildProcess run = StartAgent("trap '' TERM HUP; echo x > made; sleep 1003");
        await UntilExists("made");
        run.Send(Signal.Terminate);
        Assert.That(await EndOf(run), Is.EqualTo(130));
        Assert.That(LogText, Does.Contain("interrupted"));
        Assert.That(Guest("pgrep -fc '^sleep 1003'; true"), Is.EqualTo("0\n"));
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(SnapshotReasons()[^1], Is.AnyOf("afterRun", "burst"));
        JsonElement record = LastRun();
        Assert.That(record.GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.String));
        Assert.That(Json("review").GetProperty("items").EnumerateArray().Single().GetProperty("path").GetString(), Is.EqualTo("made"));
        Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);
        Assert.That(File.Exists(Path.Combine(Project, "made")), Is.False);
    }

    [TestCase("undo")]
    [TestCase("umount")]
    [TestCase("run")]
    public async Task After_a_run_was_killed_the_next_command_clears_up(string command)
    {
        ChildProcess run = StartAgent("echo x > made; sleep 1004; echo y > late");
        await UntilExists("made");
        run.Send(Signal.Kill);
        await run.Exit;
        Assert.That(LastRun().GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.Null), "nobody could write down its end");

        string[] words = command switch
        {
            "undo" => ["undo", "--yes"],
            "umount" => ["umount"],
            _ => ["run", LineAgent, "cat made"],
        };
        Assert.That(Kit.Run(words).ExitCode, Is.Zero);
        Assert.That(Guest("pgrep -fc '^sleep 1004'; true"), Is.EqualTo("0\n"), "the agent that nobody watches was ended");
        Assert.That(GuestMemory(), Is.Empty);
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(SharedMachine.Processes("/start").Select(SharedMachine.CommandLineOf), Is.Empty, "its connection is gone too");
        if (command != "undo")
            Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);
        Assert.That(File.Exists(Path.Combine(Project, "made")), Is.EqualTo(command == "run"), "undo of the run that is meant");
    }

    private void Refused(string[] words, string cause)
    {
        CommandResult result = Kit.Run(words);
        Assert.That(result.ExitCode, Is.EqualTo(9));
        Assert.That(result.ErrorText, Does.Contain(cause));
    }
}
