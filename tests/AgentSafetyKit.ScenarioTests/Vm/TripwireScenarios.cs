using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Agents that delete too much, what holds of a folder by itself, and folders that are the VM's own.</summary>
internal sealed class TripwireScenarios : MachineScenario
{
    [Test]
    public async Task A_detached_agent_that_deletes_all_is_stopped_and_undone_by_a_word()
    {
        Shell("mkdir -p src; for i in $(seq 300); do echo $i > src/$i; done; echo keep > keep");
        string before = Fingerprint(Project);
        CommandResult started = Kit.Run("run", "--detach", "--name", "wrecker", LineAgent, "rm -rf src; touch gone; sleep 1000");
        Assert.That(started.ExitCode, Is.Zero, started.ErrorText);
        await Until(() => Waiting() is [var one] && one.GetProperty("isSaved").GetBoolean(), "it waits for an answer");
        JsonElement waits = Waiting().Single();
        Assert.That((waits.GetProperty("source").GetString(), waits.GetProperty("lost").GetInt32() is > 9 and <= 200, waits.GetProperty("cause").ValueKind), Is.EqualTo((Project, true, JsonValueKind.Null)));
        Assert.That(Directory.GetFiles(Path.Combine(Project, "src")), Has.Length.GreaterThan(100));
        Assert.That(Guest("cat \"$1/keep\"", InGuest), Is.EqualTo("keep\n"), "reading goes on");
        Assert.That(MountOf(Project).GetProperty("isTripped").GetBoolean(), Is.True);
        Assert.That(Kit.Run("tripwire", "list").OutputText, Does.Contain($"files in {Project} (VM '{Machine}')"));
        JsonElement good = Json("backups").GetProperty("snapshots").EnumerateArray().Single(one => one.GetProperty("id").GetString() == waits.GetProperty("goodSnapshot").GetString());
        Assert.That(good.GetProperty("pin").GetProperty("by").GetString(), Is.EqualTo("tripwire"));

        Assert.That(Kit.Run("tripwire", "undo").ErrorText, Does.Contain("nothing was undone"), "nobody can be asked");
        CommandResult undone = Kit.Run("tripwire", "undo", "--yes");
        Assert.That(undone.ExitCode, Is.Zero, undone.ErrorText);
        Assert.That((Fingerprint(Project), File.Exists(Path.Combine(Project, "gone"))), Is.EqualTo((before, false)));
        Assert.That((Waiting().Count, LastRun().GetProperty("endedAt").ValueKind), Is.EqualTo((0, JsonValueKind.String)));
        Assert.That(Kit.Run("tripwire", "continue").ErrorText, Does.Contain("nothing waits for an answer"));
    }

    [Test]
    public async Task At_a_terminal_the_question_stands_between_the_agents_lines()
    {
        Shell("mkdir -p src; for i in $(seq 300); do echo $i > src/$i; done");
        using var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, "run", LineAgent, "(while :; do echo TICK; sleep 0.5; done) & stty -echo; trap 'echo DRAWN' WINCH; rm -rf src; echo DO''NE; read -r line; echo GOT:$line; kill $!; exit 3");
        await terminal.WaitFor("[c]ontinue or [u]ndo?");
        string asked = terminal.Screen;
        Assert.That(asked, Does.Contain("agsekit: Stopped:").And.Contain("Changes wait until you answer"));
        await Task.Delay(1500);
        Assert.That(terminal.Screen, Is.EqualTo(asked), "nothing is printed into the question");
        terminal.Line("what");
        await Task.Delay(500);
        terminal.Line("c");
        await terminal.WaitFor("DONE");
        terminal.Line("typed");
        await terminal.WaitFor("GOT:typed");
        await terminal.WaitFor("ENDED:3");
        Assert.That(Directory.Exists(Path.Combine(Project, "src")), Is.False);
        Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);

        string before = Fingerprint(Project);
        using var second = new TerminalSession(Path.Combine(Root, "tmux"), Kit, "run", LineAgent, "rm -rf src; sleep 1000");
        await second.WaitFor("[c]ontinue or [u]ndo?");
        second.Line("u");
        await second.WaitFor("ENDED:130", seconds: 120);
        Assert.That(Fingerprint(Project), Is.EqualTo(before));
    }

    [Test]
    public async Task Undo_at_a_terminal_ends_all_who_share_the_mount_and_names_who_is_in_the_way()
    {
        Shell("mkdir -p src sub; for i in $(seq 300); do echo $i > src/$i; done; echo keep > sub/keep");
        string sub = Path.Combine(Project, "sub");
        Configure(moreMounts: $"  - {{source: {sub}, vm: {Machine}, target: /home/ubuntu/sub, backups: off}}");
        string before = Fingerprint(Project);
        Assert.That(Kit.Run("run", "--detach", "--name", "beside", LineAgent, "sleep 1000").ExitCode, Is.Zero);
        CommandResult within = Kit.Run("run", "--detach", "--name", "within", "--workdir", sub, LineAgent, "sleep 1000");
        Assert.That(within.ExitCode, Is.Zero, within.ErrorText);
        using var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, "run", LineAgent, "rm -rf src; sleep 1000");
        await terminal.WaitFor("[c]ontinue or [u]ndo?");
        await Until(() => Waiting() is [var one] && one.GetProperty("isSaved").GetBoolean(), "its state is saved");
        JsonElement waits = Waiting().Single();
        Assert.That((waits.GetProperty("runs").GetArrayLength(), waits.GetProperty("isBeingUndone").GetBoolean()), Is.EqualTo((2, false)));
        Assert.That(Kit.Run("tripwire", "list").OutputText, Does.Contain("2 agents work there, and undo ends them all"));
        terminal.Line("u");
        await terminal.WaitFor("then answer again");
        Assert.That(Kit.Run("tripwire", "undo", "--yes").ErrorText, Does.Contain("and is not held").And.Contain("agsekit stop "));
        Assert.That((Waiting().Count, Json("ps").GetProperty("runs").GetArrayLength()), Is.EqualTo((1, 3)), "nothing was done, and it can be answered again");
        Assert.That(Kit.Run("stop", "within").ExitCode, Is.Zero);
        terminal.Line("u");
        await terminal.WaitFor("ENDED:130", seconds: 120);
        Assert.That((Fingerprint(Project), Waiting().Count, Json("ps").GetProperty("runs").GetArrayLength()), Is.EqualTo((before, 0, 0)));
    }

    [Test]
    public void What_runs_on_the_host_is_protected_where_it_is_there_and_work_goes_on()
    {
        Configure(mountKeys: "    guest_local: [node_modules, deep/target]");
        Shell("git init -q -b main; mkdir .vscode node_modules; echo '{}' > .vscode/tasks.json; echo mine > node_modules/mine; echo x > a; git add -A; git commit -qm one; echo '#!/bin/sh' > .git/hooks/pre-push");
        CommandResult tried = RunAgent(
            """
            for c in 'echo bad >> .git/hooks/pre-commit' 'git config core.fsmonitor /tmp/x' 'echo bad > .vscode/tasks.json' 'mv .git .g' 'rm -rf .vscode' 'ln .git/config c2'; do sh -c "$c" 2> /dev/null && echo "DONE: $c"; done
            git config --global user.name A; git config --global user.email a@b
            set -e; echo more >> a; git checkout -q -b side; git commit -qam two; git branch third; git stash list; git clone -q . sub; echo y > sub/b; git -C sub config user.x y; mkdir .idea; echo fine > .idea/x
            test ! -e node_modules/mine; echo local > node_modules/own; echo local > deep/target/own; echo OK
            """);
        Assert.That((tried.OutputText, tried.ExitCode), Is.EqualTo(("OK\n", 0)), tried.ErrorText);
        string run = LastRun().GetProperty("id").GetString()!;
        Assert.That(File.ReadAllText(Path.Combine(Project, ".vscode/tasks.json")), Is.EqualTo("{}\n"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Project, "node_modules")).Select(Path.GetFileName), Is.EqualTo(new[] { "mine" }), "the host's own stays, the VM's is not there");
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Project, "deep/target")), Is.Empty);
        Assert.That(RunAgent("cat node_modules/own deep/target/own; ls node_modules").OutputText, Is.EqualTo("local\nlocal\nown\n"), "it is there again with the next mount");
        string journal = string.Concat(Directory.GetFiles(Path.Combine(Home, "state/mounts/journal"), "*.jsonl").Select(File.ReadAllText));
        Assert.That(journal, Does.Contain("\"kind\":\"Refused\",\"path\":\".vscode/tasks.json\"").And.Contain($"\"run\":\"{run}\"").And.Not.Contain("node_modules/own"));
        Assert.That(MountOf(Project).GetProperty("guestLocal").EnumerateArray().Select(one => one.GetString()), Is.EqualTo(new[] { "node_modules", "deep/target" }));
    }

    private List<JsonElement> Waiting() => [.. Json("tripwire", "list").GetProperty("tripwires").EnumerateArray()];
}
