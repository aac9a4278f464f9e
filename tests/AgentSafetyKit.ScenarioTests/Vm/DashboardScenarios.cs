using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The web page with a run at work: its terminal in a browser, its review and its undo; an agent that is stopped; and sessions, for which the bundles before it have put Podman into the VM.</summary>
[Order(103)]
internal sealed class DashboardScenarios : MachineScenario
{
    private ChildProcess? _daemon;

    [SetUp]
    public async Task BeginDaemon()
    {
        _daemon = Kit.Start(Path.Combine(Root, "daemon.log"), "daemon", "run");
        await Until(() => Kit.Run("daemon", "status").ExitCode is 0 or 7, "the daemon is ready");
    }

    [TearDown]
    public async Task EndDaemon()
    {
        Kit.Run("kill", "shown");
        if (_daemon is { HasExited: false })
            await _daemon.StopAsync(TimeSpan.FromSeconds(25));
    }

    [Test]
    public void A_run_is_watched_typed_into_reviewed_and_undone()
    {
        Assert.That(Kit.Run("run", "--detach", "--name", "shown", LineAgent, "PS1='$ ' exec bash --norc -i").ExitCode, Is.Zero);
        Browse("terminal", ("run", "shown"));
        Assert.That(File.Exists(Path.Combine(Project, "made.txt")), Is.False, "it is undone");
    }

    [Test]
    public async Task An_agent_that_is_stopped_is_asked_about_and_undone_in_the_browser()
    {
        Shell("mkdir -p src; for i in $(seq 300); do echo $i > src/$i; done; echo keep > keep; echo x > \"$(printf 'src/0\\u202egpj.exe')\"");
        string before = Fingerprint(Project);
        Assert.That(Kit.Run("run", "--detach", "--name", "wrecker", LineAgent, "rm -f src/0*; rm -rf src; touch gone; sleep 1000").ExitCode, Is.Zero);
        await Until(() => Json("tripwire", "list").GetProperty("tripwires").EnumerateArray().Any(one => one.GetProperty("isSaved").GetBoolean()), "it waits for an answer");
        Browse("tripwire", ("run", "wrecker"), ("shown", "src/0\\u202egpj.exe"));
        Assert.That((Fingerprint(Project), File.Exists(Path.Combine(Project, "gone"))), Is.EqualTo((before, false)));
        Assert.That(LastRun().GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.String), "the agent was ended");
        Assert.That(Json("tripwire", "list").GetProperty("tripwires").GetArrayLength(), Is.Zero);

        Assert.That(Kit.Run("run", "--detach", "--name", "tidier", LineAgent, "rm -rf src; touch gone").ExitCode, Is.Zero);
        await Until(() => Json("tripwire", "list").GetProperty("tripwires").EnumerateArray().Any(one => one.GetProperty("isSaved").GetBoolean()), "it waits for an answer");
        Browse("continue", ("run", "tidier"));
        await Until(() => File.Exists(Path.Combine(Project, "gone")), "the agent goes on");
        Assert.That(Directory.Exists(Path.Combine(Project, "src")), Is.False, "with what it was doing");
        await Until(() => LastRun().GetProperty("endedAt").ValueKind == JsonValueKind.String, "it ends");
    }

    [Test, CancelAfter(900_000)]
    public void A_session_is_made_used_and_deleted_in_the_browser()
    {
        SharedMachine.WriteConfig(SharedMachine.MachineYaml + "boxes: {exec_timeout: 20s}\napi: {max_sessions: 1}\n");
        Browse("sessions");
        Assert.That(Guest("podman ps -aq --filter label=agsekit=session"), Is.Empty, "containers");
    }

    private void Browse(string script, params (string Name, string Value)[] given)
    {
        JsonElement page = Json("dashboard", "--no-open");
        Dictionary<string, object> told = given.ToDictionary(one => one.Name, one => (object)one.Value);
        told["url"] = page.GetProperty("url").GetString()!;
        told["address"] = page.GetProperty("address").GetString()!;
        BrowserRun.Pass(script, told);
    }
}
