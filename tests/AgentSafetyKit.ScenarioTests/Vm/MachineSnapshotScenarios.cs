using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary><c>vm-snapshot</c> with a guest that runs.</summary>
internal sealed class MachineSnapshotScenarios : MachineScenario
{
    [Test]
    public async Task A_running_VM_goes_back_to_a_moment_and_on_from_there()
    {
        Assert.That(Kit.Run("mount", Project).ExitCode, Is.Zero);
        File.WriteAllText(Path.Combine(Project, "host"), "1");
        Guest("echo then > ~/mark; nohup sleep 4712 > /dev/null 2>&1 < /dev/null & sync");
        CommandResult saved = Kit.Run("vm-snapshot", "save", Machine, "moment");
        Assert.That((saved.ExitCode, saved.OutputText), Is.EqualTo((0, $"Snapshot 'moment' of VM '{Machine}' is made, with what runs in it.\n")), saved.ErrorText);
        JsonElement kept = Json("vm-snapshot", "list", Machine).GetProperty("snapshots")[0];
        Assert.That((kept.GetProperty("name").GetString(), kept.GetProperty("withMemory").GetBoolean()), Is.EqualTo(("moment", true)));
        Guest("echo later > ~/mark; pkill -x sleep; sync");
        File.WriteAllText(Path.Combine(Project, "host"), "2");

        ChildProcess run = StartAgent("echo x > made; sleep 1008");
        await UntilExists("made");
        CommandResult busy = Kit.Run("vm-snapshot", "restore", Machine, "moment", "--yes");
        Assert.That((busy.ExitCode, busy.ErrorText.Contains("--force", StringComparison.Ordinal)), Is.EqualTo((9, true)));
        Assert.That(Guest("cat ~/mark"), Is.EqualTo("later\n"), "nothing has changed");
        run.Send(Signal.Terminate);
        await EndOf(run);

        CommandResult back = Kit.Run("vm-snapshot", "restore", Machine, "moment", "--yes");
        Assert.That((back.ExitCode, back.OutputText), Is.EqualTo((0, $"VM '{Machine}' is as in 'moment', and runs.\n")), back.ErrorText);
        Assert.That(back.ErrorText, Does.Contain("is lost"));
        Assert.That(Guest("cat ~/mark; pgrep -cx sleep"), Is.EqualTo("then\n1\n"));
        Assert.That(MountState(), Is.EqualTo("live"), "mounted to stay");
        Assert.That(Guest($"cat {InGuest}/host"), Is.EqualTo("2"), "folders are not on the VM's disk");
        Assert.That(Guest("grep -c fuse.sshfs /proc/mounts"), Is.EqualTo("1\n"), "the mount of that moment is gone");
        Assert.That(Kit.Run("vm-snapshot", "delete", Machine, "moment", "--yes").ExitCode, Is.Zero);
        Assert.That(SharedMachine.State(), Is.EqualTo("running"));
    }
}
