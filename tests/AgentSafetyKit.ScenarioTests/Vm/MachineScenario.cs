using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A scenario in the shared VM: it runs when the test starts, and <see cref="Scenario.Project"/> is configured for it. What the test left mounted is taken away.</summary>
internal abstract class MachineScenario : Scenario
{
    protected const string Machine = SharedMachine.Name;

    /// <summary>Where the guest finds the project.</summary>
    protected const string InGuest = "/home/ubuntu/project";

    /// <summary>An agent that is whatever line of bash it is given.</summary>
    protected const string LineAgent = "line";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected override string Home => SharedMachine.Home;

    [SetUp]
    public void StartMachine()
    {
        Configure();
        if (SharedMachine.State() != "running")
            Assert.That(Kit.Run("start-vm", Machine).ExitCode, Is.Zero);
    }

    [TearDown]
    public void TakeMountsAway() => Kit.Run("umount", "--all");

    /// <summary>Writes the configuration: the VM, the project as a mount, further mounts and agents in YAML (indented as in a file).</summary>
    protected void Configure(string mountKeys = "", string moreMounts = "", string moreAgents = "") => SharedMachine.WriteConfig(
        $"""
        {SharedMachine.MachineYaml}
        mounts:
          - source: {Project}
            vm: {Machine}
            min_free_space: 100M
        {mountKeys}
        {moreMounts}
        agents:
          {LineAgent}:
            type: command
            vm: {Machine}
            command: [bash, -c]
        {moreAgents}
        """);

    /// <summary>Runs a line of bash in the guest; it must succeed. Answers what it printed.</summary>
    protected string Guest(string line, params string[] arguments)
    {
        CommandResult result = Kit.Run(["exec", Machine, "--", "bash", "-c", line, "bash", .. arguments]);
        Assert.That(result.ExitCode, Is.Zero, line + "\n" + result.ErrorText);
        return result.OutputText;
    }

    /// <summary>The files the product keeps in the guest's memory. Others have some there too: rootless Podman a lock.</summary>
    protected string GuestMemory() => Guest("find /dev/shm -mindepth 1 ! -name 'libpod*'");

    /// <summary>Runs a line of bash as an agent in the project.</summary>
    protected CommandResult RunAgent(string line, params string[] arguments) => Kit.Run(["run", LineAgent, line, "agent", .. arguments]);

    /// <summary>Starts a line of bash as an agent in the project; its words go to <see cref="AgentLog"/>.</summary>
    protected ChildProcess StartAgent(string line) => Kit.Start(AgentLog, "run", LineAgent, line, "agent");

    protected string AgentLog => Path.Combine(Root, "agent.log");

    protected string LogText => File.Exists(AgentLog) ? File.ReadAllText(AgentLog) : "";

    /// <summary>Waits for the end of a background command.</summary>
    protected async Task<int> EndOf(ChildProcess child)
    {
        await Task.WhenAny(child.Exit, Task.Delay(Patience));
        if (!child.HasExited)
        {
            await child.StopAsync(TimeSpan.FromSeconds(5));
            Assert.Fail($"did not end within {Patience.TotalSeconds} s:\n{LogText}");
        }

        TestContext.Out.WriteLine(LogText);
        return await child.Exit;
    }

    /// <summary>Waits until something holds.</summary>
    protected async Task Until(Func<bool> condition, string what, double seconds = 60, Func<string>? how = null)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin).TotalSeconds > seconds)
                Assert.Fail($"not within {seconds} s: {what}\n{how?.Invoke()}\n{LogText}");
            await Task.Delay(50);
        }
    }

    protected Task UntilExists(string nameInProject) => Until(() => File.Exists(Path.Combine(Project, nameInProject)), nameInProject + " in the project");

    /// <summary>The records of a command that reports.</summary>
    protected JsonElement Json(params string[] words)
    {
        CommandResult result = Kit.Run([.. words, "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.ErrorText);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    /// <summary>The state of the project in <c>mounts --json</c>.</summary>
    protected string MountState() => MountOf(Project).GetProperty("state").GetString()!;

    protected JsonElement MountOf(string source) =>
        Json("mounts").GetProperty("mounts").EnumerateArray().Single(mount => mount.GetProperty("source").GetString() == source);

    /// <summary>Why each snapshot of the project was taken, oldest first.</summary>
    protected IReadOnlyList<string> SnapshotReasons() => [.. Json("backups").GetProperty("snapshots").EnumerateArray().Select(snapshot => snapshot.GetProperty("reason").GetString()!)];

    /// <summary>The newest run's record.</summary>
    protected JsonElement LastRun()
    {
        string file = Directory.EnumerateFiles(Path.Combine(Home, "state/runs"), "*.json", SearchOption.AllDirectories).MaxBy(Path.GetFileName, StringComparer.Ordinal)!;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }
}
