using System.Globalization;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>VMs come and go, also in the middle of things.</summary>
internal sealed class LifecycleScenarios : MachineScenario
{
    private const string Second = "half";

    [Test]
    public void A_VM_keeps_its_disk_over_a_stop_and_is_found_by_every_process()
    {
        Guest("echo kept > ~/kept; sync");
        Assert.That(Kit.Run("create-vm", Machine).OutputText, Is.EqualTo($"VM '{Machine}' exists and is as configured.\n"));
        Assert.That(Kit.Run("start-vm", Machine).OutputText, Is.EqualTo($"VM '{Machine}' is running.\n"), "starting what runs is no mistake");
        Assert.That(Kit.Run("image", "build").OutputText, Does.Contain("is here already"));
        Assert.That(Kit.Run("vms").OutputText, Does.Match($@"(?m)^{Machine} +running "));

        CommandResult stopped = Kit.Run("stop-vm");
        Assert.That((stopped.ExitCode, stopped.OutputText), Is.EqualTo((0, $"VM '{Machine}' is stopped.\n")));
        Assert.That(SharedMachine.State(), Is.EqualTo("stopped"));
        Assert.That(SharedMachine.Processes(), Is.Empty);
        CommandResult refused = Kit.Run("exec", Machine, "--", "true");
        Assert.That(refused.ExitCode, Is.EqualTo(125));
        Assert.That(refused.ErrorText, Does.Contain($"VM '{Machine}' is not running").And.Contain($"agsekit start-vm {Machine}"));
        Assert.That(Kit.Run("stop-vm").ExitCode, Is.Zero, "stopping what is stopped is no mistake");

        Assert.That(Kit.Run("start-vm").ExitCode, Is.Zero);
        Assert.That(Guest("cat ~/kept; rm ~/kept"), Is.EqualTo("kept\n"));
    }

    [Test]
    public async Task A_VM_is_made_compared_and_removed_as_a_whole_or_not_at_all()
    {
        ConfigureSecond("cpu: 1, ram: 1G, disk: 4G");
        string folder = Path.Combine(Home, "data/vms");
        string tools = Path.Combine(Root, "tools"), hanging = Path.Combine(Root, "hanging");
        Directory.CreateDirectory(tools);
        await File.WriteAllTextAsync(Path.Combine(tools, "qemu-img"), $"#!/bin/sh\necho $$ > {hanging}.new && mv {hanging}.new {hanging}\nexec sleep 60\n");
        File.SetUnixFileMode(Path.Combine(tools, "qemu-img"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Kit.Variables["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}";
        ChildProcess making = Kit.Start(AgentLog, "create-vm", Second);
        await Until(() => File.Exists(hanging), "the VM being made");
        making.Send(Signal.Kill);
        await making.Exit;
        await SharedMachine.KillAsync(int.Parse(await File.ReadAllTextAsync(hanging), CultureInfo.InvariantCulture));
        Kit.Variables.Remove("PATH");
        Assert.That(Directory.Exists(Path.Combine(folder, Second)), Is.False);
        Assert.That(StateOf(Second), Is.EqualTo("notCreated"));
        Assert.That(Kit.Run("start-vm", Second).ErrorText, Does.Contain($"agsekit create-vm {Second}"));

        CommandResult made = Kit.Run("create-vms");
        Assert.That((made.ExitCode, made.OutputText), Is.EqualTo((0, $"VM '{Machine}' exists and is as configured.\nVM '{Second}' is made. Start it: agsekit start-vm {Second}\n")));
        Assert.That(Directory.EnumerateDirectories(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { Machine, Second }));
        Assert.That(StateOf(Second), Is.EqualTo("stopped"));

        ConfigureSecond("cpu: 2, ram: 1G, disk: 5G, network: none");
        string differences = Kit.Run("create-vm", Second).OutputText;
        Assert.That(differences, Does.StartWith($"VM '{Second}' exists, but not as configured:\n").And.Not.Contain("ram:"));
        Assert.That(differences, Does.Contain("cpu: configured 2, the VM has 1").And.Contain("disk: configured 5G, the VM has 4G").And.Contain("network: configured none, the VM has open"));

        CommandResult plan = Kit.Run("destroy-vm", Second, "--dry-run");
        Assert.That((plan.ExitCode, StateOf(Second)), Is.EqualTo((0, "stopped")));
        CommandResult asked = Kit.Run("destroy-vm", Second);
        Assert.That((asked.ExitCode, StateOf(Second)), Is.EqualTo((2, "stopped")), "nobody said yes");
        Assert.That(asked.ErrorText, Does.Contain("--yes"));
        Assert.That(Kit.Run("destroy-vm", Second, "--yes").OutputText, Is.EqualTo($"VM '{Second}' is gone.\n"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName), Is.EqualTo(new[] { Machine }));
        Assert.That(SharedMachine.State(), Is.EqualTo("running"), "the other one is not concerned");
    }

    [Test]
    public async Task A_VM_is_resized_and_all_are_stopped_together_unless_an_agent_works_in_one()
    {
        ConfigureSecond("cpu: 1, ram: 1G, disk: 4G");
        Assert.That(Kit.Run("create-vm", Second).ExitCode, Is.Zero);
        ConfigureSecond("cpu: 2, ram: 1G, disk: 5G");
        Assert.That(Kit.Run("create-vm", Second).ErrorText, Does.Contain($"agsekit resize-vm {Second}"));
        CommandResult resized = Kit.Run("resize-vm", Second);
        Assert.That((resized.OutputText, resized.ErrorText), Is.EqualTo(($"VM '{Second}' is resized.\n", "  cpu: 1 → 2\n  disk: 4G → 5G\n")));
        Assert.That(Kit.Run("start-vm", Second).ExitCode, Is.Zero);
        CommandResult facts = Kit.Run("exec", Second, "--", "sh", "-c", "nproc; df -BM --output=size / | tail -1");
        Assert.That(facts.OutputText.Split('\n', StringSplitOptions.TrimEntries)[0], Is.EqualTo("2"));
        Assert.That(int.Parse(facts.OutputText.Split('\n', StringSplitOptions.TrimEntries)[1].TrimEnd('M'), CultureInfo.InvariantCulture), Is.InRange(4600, 5120));
        Assert.That(Kit.Run("resize-vm", Second, "--disk", "6G").ExitCode, Is.EqualTo(5), "it runs");

        Configure();
        ChildProcess run = StartAgent("echo x > made; sleep 1007");
        await UntilExists("made");
        CommandResult refused = Kit.Run("down");
        Assert.That((refused.ExitCode, SharedMachine.State(), SharedMachine.Engines().Count), Is.EqualTo((9, "running", 2)));
        Assert.That(refused.ErrorText, Does.Contain($"{LineAgent} → {Machine}").And.Contain("--force"));
        CommandResult down = Kit.Run("down", "--force");
        Assert.That((down.ExitCode, down.OutputText), Is.EqualTo((0, $"VM '{Machine}' is stopped.\nVM '{Second}' is stopped.\n")));
        Assert.That(SharedMachine.Engines(), Is.Empty);
        Assert.That(await EndOf(run), Is.EqualTo(125));
        Assert.That(Kit.Run("destroy-vm", Second, "--yes").ExitCode, Is.Zero);
    }

    [Test]
    public void A_restarted_VM_has_the_folders_again_that_were_mounted_to_stay()
    {
        Assert.That(Kit.Run("mount", Project).ExitCode, Is.Zero);
        string before = Guest("cat /proc/sys/kernel/random/boot_id");
        Assert.That(Kit.Run("restart-vm").OutputText, Is.EqualTo($"VM '{Machine}' is running.\n"));
        Assert.That(Guest("cat /proc/sys/kernel/random/boot_id"), Is.Not.EqualTo(before));
        Assert.That(MountState(), Is.EqualTo("live"));
        Assert.That(Kit.Run("umount", Project).ExitCode, Is.Zero);
    }

    [Test]
    public async Task When_the_VM_dies_under_an_agent_the_run_ends_and_says_why()
    {
        ChildProcess run = StartAgent("echo x > made; sleep 1005");
        await UntilExists("made");
        foreach (int engine in SharedMachine.Engines())
            await SharedMachine.KillAsync(engine);
        Assert.That(SharedMachine.State(), Is.EqualTo("stopped"));
        Assert.That(await EndOf(run), Is.EqualTo(125));
        Assert.That(LogText, Does.Contain($"the connection to VM '{Machine}' broke").And.Contain("it no longer answers"));
        CheckEnded();
    }

    [Test]
    public async Task A_VM_is_stopped_under_an_agent_only_by_force()
    {
        ChildProcess run = StartAgent("echo x > made; sleep 1006");
        await UntilExists("made");
        CommandResult refused = Kit.Run("stop-vm", Machine);
        Assert.That((refused.ExitCode, SharedMachine.State()), Is.EqualTo((9, "running")));
        Assert.That(refused.ErrorText, Does.Contain("--force"));
        Assert.That(Kit.Run("stop-vm", Machine, "--force").ExitCode, Is.Zero);
        Assert.That(SharedMachine.State(), Is.EqualTo("stopped"));
        Assert.That(await EndOf(run), Is.EqualTo(125));
        CheckEnded();
    }

    /// <summary>The folder has its last snapshot, nothing is mounted, nothing runs.</summary>
    private void CheckEnded()
    {
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        Assert.That(LastRun().GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.String));
        Assert.That(Json("review").GetProperty("items").EnumerateArray().Single().GetProperty("path").GetString(), Is.EqualTo("made"));
        Assert.That(SharedMachine.Processes().Select(SharedMachine.CommandLineOf), Is.Empty);
        Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);
        Assert.That(Directory.EnumerateFileSystemEntries(Project), Is.Empty);
    }

    private string StateOf(string name) =>
        Json("vms").GetProperty("vms").EnumerateArray().Single(vm => vm.GetProperty("name").GetString() == name).GetProperty("state").GetString()!;

    private static void ConfigureSecond(string keys) =>
        SharedMachine.WriteConfig(SharedMachine.MachineYaml + $"  {Second}: {{{keys}, provider: qemu, image: \"build:debian:bookworm\"}}\n");
}
