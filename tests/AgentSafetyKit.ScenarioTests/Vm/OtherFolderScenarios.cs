using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A folder that is in the VM to stay, and does not allow the agent that is started on another one.</summary>
internal sealed class OtherFolderScenarios : MachineScenario
{
    private const string Look = "mountpoint -q /home/ubuntu/private && echo there; ls /home/ubuntu/private 2>&1; true";

    private string Private => Path.Combine(Root, "private");

    [SetUp]
    public void MountPrivate()
    {
        Directory.CreateDirectory(Private);
        File.WriteAllText(Path.Combine(Private, "diary"), "mine\n");
        Configure("refuse");
        Assert.That(Kit.Run("mount", Private).ExitCode, Is.Zero);
    }

    [Test]
    public async Task It_is_refused_or_the_folder_is_out_of_the_way_while_the_agent_works_and_back_afterwards()
    {
        CommandResult refused = RunAgent("touch ran");
        Assert.That((refused.ExitCode, File.Exists(Path.Combine(Project, "ran"))), Is.EqualTo((125, false)));
        Assert.That(refused.ErrorText, Does.Contain(Private));
        Configure("unmount");
        Assert.That(Kit.Run("policy", "explain", LineAgent).OutputText, Does.StartWith("Yes").And.Contain("is taken out of the VM while it works"));
        ChildProcess agent = StartAgent($"{{ {Look}; }} >seen; touch begun; until [ -e go ]; do sleep 0.1; done");
        await UntilExists("begun");
        Assert.That(File.ReadAllText(Path.Combine(Project, "seen")), Does.Not.Contain("there").And.Not.Contain("diary"));
        Assert.That(Kit.Run("mount", Private).ExitCode, Is.Not.Zero, "it does not come to an agent that it does not allow");
        Assert.That(MountOf(Private).GetProperty("state").GetString(), Is.EqualTo("notMounted"));
        File.WriteAllText(Path.Combine(Project, "go"), "");
        Assert.That(await EndOf(agent), Is.Zero);
        Assert.That(MountOf(Private).GetProperty("state").GetString(), Is.EqualTo("live"));
        Assert.That(Guest("cat /home/ubuntu/private/diary"), Is.EqualTo("mine\n"));
    }

    [Test]
    public async Task Whoever_clears_up_after_a_killed_run_brings_it_back_and_one_without_a_terminal_does_it_at_its_end()
    {
        Configure("unmount");
        ChildProcess agent = StartAgent("touch begun; sleep 1000");
        await UntilExists("begun");
        agent.Send(Signal.Kill);
        await EndOf(agent);
        Assert.That(MountOf(Private).GetProperty("state").GetString(), Is.EqualTo("notMounted"));
        Assert.That(Kit.Run("ps").ExitCode, Is.Zero);
        Assert.That(MountOf(Private).GetProperty("state").GetString(), Is.EqualTo("live"));
        Assert.That(Kit.Run("run", "--detach", "--name", "quiet", LineAgent, $"{{ {Look}; }} >seen; sleep 3", "agent").ExitCode, Is.Zero);
        await Until(() => MountOf(Private).GetProperty("state").GetString() == "live", "the folder is back");
        Assert.That(File.ReadAllText(Path.Combine(Project, "seen")), Does.Not.Contain("there").And.Not.Contain("diary"));
    }

    private void Configure(string others) => SharedMachine.WriteConfig(
        $"""
        {SharedMachine.MachineYaml.Replace("provider: qemu", $"provider: qemu, other_folders: {others}", StringComparison.Ordinal)}
        mounts:
          - {"{"}source: {Project}, vm: {Machine}, min_free_space: 100M{"}"}
          - {"{"}source: {Private}, vm: {Machine}, min_free_space: 100M, allowed_agents: [friend]{"}"}
        agents:
          {LineAgent}: {"{"}type: command, vm: {Machine}, command: [bash, -c]{"}"}
          friend: {"{"}type: command, vm: {Machine}, command: [bash, -c]{"}"}
        """);
}
