using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The web page with a run at work: its terminal in a browser, its review and its undo.</summary>
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
        JsonElement page = Json("dashboard", "--no-open");
        BrowserRun.Pass("terminal", new Dictionary<string, object> { ["url"] = page.GetProperty("url").GetString()!, ["address"] = page.GetProperty("address").GetString()!, ["run"] = "shown" });
        Assert.That(File.Exists(Path.Combine(Project, "made.txt")), Is.False, "it is undone");
    }
}
