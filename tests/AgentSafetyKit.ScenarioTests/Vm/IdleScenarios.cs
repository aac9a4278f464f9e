using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>What nobody uses is put away by the daemon, and comes back with the next run.</summary>
internal sealed class IdleScenarios : MachineScenario
{
    [Test]
    public async Task A_folder_is_unmounted_and_the_VM_stopped_when_nobody_uses_them_and_a_run_brings_both_back()
    {
        Assert.That(Kit.Run("mount", Project).ExitCode, Is.Zero);
        string file = Path.Combine(Home, "config.yaml");
        File.WriteAllText(file, "global: {idle: {unmount_after: 3s, stop_vm_after: 8s}}\n" + File.ReadAllText(file));
        Assert.That(Kit.Run("daemon", "start").ExitCode, Is.Zero);
        try
        {
            // Whoever is in it keeps it.
            CommandResult inside = Kit.Run("exec", Machine, "--", "sleep", "12");
            Assert.That((inside.ExitCode, SharedMachine.State()), Is.EqualTo((0, "running")));
            await Until(() => SharedMachine.State() == "stopped", "the VM is stopped");
            Assert.That(MountState(), Is.EqualTo("notMounted"));

            CommandResult run = RunAgent("sleep 10; echo made > made");
            Assert.That((run.ExitCode, File.ReadAllText(Path.Combine(Project, "made"))), Is.EqualTo((0, "made\n")), run.ErrorText);
        }
        finally
        {
            Assert.That(Kit.Run("daemon", "stop").ExitCode, Is.Zero);
        }
    }
}
