using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.MultipassStandIn;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>The commands about VMs with Multipass as their engine: its stand-in is the first in PATH.</summary>
[NonParallelizable]
internal sealed class MultipassScenarios : Scenario
{
    private const string Config = """
        global: {provider: multipass}
        vms:
          one: {cpu: 1, ram: 1G, disk: 5G}
          two: {cpu: 1, ram: 1G, disk: 5G}
        """;

    private StandInStore _daemon = null!;

    [SetUp]
    public void InstallMultipass()
    {
        _daemon = new StandInStore(Path.Combine(Root, "daemon"));
        StandInPrograms.Install(Path.Combine(Root, "bin"), _daemon, scale: 0.01, realGuests: false);
        Kit.Variables["PATH"] = $"{Path.Combine(Root, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        WriteConfig(Config);
    }

    [Test]
    public void A_machine_from_its_making_to_its_end()
    {
        CommandResult made = Kit.Run("create-vm", "one");
        Assert.That((made.ExitCode, made.OutputText), Is.EqualTo((0, "VM 'one' is made, and runs.\n")), made.ErrorText);
        Assert.That(made.ErrorText, Does.Contain("Multipass fetches the image").And.Contains("may reach services of this computer"));
        Assert.That(Kit.Run("create-vm", "one").OutputText, Is.EqualTo("VM 'one' exists and is as configured.\n"));

        CommandResult said = Kit.Run("exec", "one", "--", "sh", "-c", "echo \"$1\"; exit 4", "sh", "a  b");
        Assert.That((said.ExitCode, said.OutputText), Is.EqualTo((4, "a  b\n")), "Multipass's own exec would repeat this for ever");

        Assert.That(Kit.Run("stop-vm", "one").ExitCode, Is.Zero);
        AssertRefused(Kit.Run("exec", "one", "--", "true"), 125, "not running", "agsekit start-vm one");
        JsonElement vms = Json(Kit.Run("vms", "--json")).GetProperty("vms");
        Assert.That(vms.EnumerateArray().Select(vm => (vm.GetProperty("name").GetString(), vm.GetProperty("state").GetString())), Is.EqualTo(new[] { ("one", "stopped"), ("two", "notCreated") }));
        Assert.That((vms[0].GetProperty("provider").GetString(), vms[0].GetProperty("reachesHost").GetBoolean()), Is.EqualTo(("multipass", true)));
        Assert.That(Kit.Run("start-vm", "one").OutputText, Is.EqualTo("VM 'one' is running.\n"));
        Assert.That(Kit.Run("destroy-vm", "one", "--yes").ExitCode, Is.Zero);
        Assert.That(_daemon.Machines(), Is.Empty);
        Assert.That(File.ReadAllLines(Path.Combine(_daemon.Folder, "calls")), Is.All.StartsWith("/ "), "the client is run where it maps no folder");
    }

    [Test]
    public void All_machines_are_made_and_other_peoples_are_shown_apart()
    {
        _daemon.AddForeign("theirs", "Running");
        CommandResult made = Kit.Run("create-vms");
        Assert.That((made.ExitCode, made.OutputText), Is.EqualTo((0, "VM 'one' is made, and runs.\nVM 'two' is made, and runs.\n")), made.ErrorText);
        Assert.That(made.ErrorText, Does.Contain("one: creating VM 'one'").And.Contains("two: creating VM 'two'"));
        CommandResult vms = Kit.Run("vms");
        Assert.That(vms.OutputText, Does.Contain("one").And.Contains("two").And.Contains("multipass").And.Not.Contains("theirs"));
        Assert.That(vms.ErrorText, Does.Contain("does not touch: theirs (Running)"));
        AssertRefused(Kit.Run("destroy-vm", "theirs", "--yes"), 2, "there is no VM 'theirs'");
    }

    [Test]
    public void Machines_are_restarted_resized_and_stopped_together()
    {
        Assert.That(Kit.Run("down").OutputText, Is.EqualTo("There are no VMs.\n"));
        Assert.That(Kit.Run("create-vms").ExitCode, Is.Zero);
        _daemon.AddForeign("theirs", "Running");
        string boots = Kit.Run("exec", "one", "--", "sh", "-c", "echo $PPID").OutputText;
        Assert.That(boots, Is.Not.Empty);
        Assert.That(Kit.Run("restart-vm").OutputText, Is.EqualTo("VM 'one' is running.\n"));
        Assert.That(_daemon.Find("one")!.Boot, Is.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(_daemon.Folder, "calls")), Does.Not.Contain("restart "), "its own restart loses races");

        WriteConfig(Config.Replace("one: {cpu: 1, ram: 1G, disk: 5G}", "one: {cpu: 2, ram: 2G, disk: 6G}", StringComparison.Ordinal));
        Assert.That(Kit.Run("create-vm", "one").ErrorText, Does.Contain("agsekit resize-vm one"));
        AssertRefused(Kit.Run("resize-vm", "one"), 5, "only while it is stopped", "agsekit stop-vm one");
        CommandResult down = Kit.Run("down");
        Assert.That((down.ExitCode, down.OutputText), Is.EqualTo((0, "VM 'one' is stopped.\nVM 'two' is stopped.\n")), down.ErrorText);
        Assert.That(_daemon.Find("theirs")!.Settled, Is.EqualTo("Running"), "not ours");
        Assert.That(Kit.Run("down").OutputText, Is.EqualTo("All VMs are stopped already.\n"));

        Assert.That(Kit.Run("resize-vm", "one", "--dry-run").ErrorText, Is.EqualTo("  cpu: 1 → 2\n  ram: 1G → 2G\n  disk: 5G → 6G\n"));
        Assert.That(_daemon.Find("one")!.Disk, Is.EqualTo(5L << 30));
        Assert.That(Kit.Run("resize-vm", "one").OutputText, Is.EqualTo("VM 'one' is resized.\n"));
        Assert.That((_daemon.Find("one")!.Processors, _daemon.Find("one")!.Memory, _daemon.Find("one")!.Disk), Is.EqualTo((2, 2L << 30, 6L << 30)));
        Assert.That(Kit.Run("resize-vm", "one").OutputText, Is.EqualTo("VM 'one' has that size already.\n"));
        CommandResult other = Kit.Run("resize-vm", "one", "--disk", "7G");
        Assert.That((other.ExitCode, other.ErrorText), Is.EqualTo((0, "  disk: 6G → 7G\nThe configuration says otherwise; write it there too, or the next 'resize-vm' goes by it.\n")));
        AssertRefused(Kit.Run("resize-vm", "one", "--disk", "6G"), 5, "can only grow");
        AssertRefused(Kit.Run("resize-vm", "one", "--ram", "lots"), 2, "--ram can not be 'lots'");
        AssertRefused(Kit.Run("resize-vm", "one", "--cpu", "4096"), 2, "--cpu can not be '4096'");

        const string Running = "VM 'one' is running.\nVM 'two' is running.\n";
        Assert.That(Kit.Run("start-vm", "--all-vms").OutputText, Is.EqualTo(Running));
        Assert.That(Kit.Run("restart-vm", "--all-vms").OutputText, Is.EqualTo(Running));
        AssertRefused(Kit.Run("stop-vm", "one", "--all-vms"), 2, "exclude each other");
        Assert.That(Kit.Run("stop-vm", "--all-vms").OutputText, Is.EqualTo("VM 'one' is stopped.\nVM 'two' is stopped.\n"));
        AssertRefused(Kit.Run("destroy-vm"), 2, "neither a name nor --all");
        Assert.That(Kit.Run("destroy-vm", "--all", "--yes").OutputText, Is.EqualTo("VM 'one' is gone.\nVM 'two' is gone.\n"));
        Assert.That(_daemon.Find("theirs")!.Settled, Is.EqualTo("Running"), "not ours");
    }

    [Test]
    public void Files_are_copied_into_a_machine_and_out_of_it()
    {
        Assert.That(Kit.Run("create-vm", "one").ExitCode, Is.Zero);
        Directory.CreateDirectory(Path.Combine(Project, "a b/c"));
        File.WriteAllBytes(Path.Combine(Project, "a b/c/bytes"), RandomNumberGenerator.GetBytes(5 << 20));
        CommandResult sent = Kit.Run("cp", "a b", "one:");
        Assert.That((sent.ExitCode, sent.OutputText), Is.EqualTo((0, "a b → one:./a b: files: 1, 5 MB\n")), sent.ErrorText);
        Assert.That(Kit.Run("cp", "one:a b", "back").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(Path.Combine(Project, "back/c/bytes")), Is.EqualTo(File.ReadAllBytes(Path.Combine(Project, "a b/c/bytes"))));
        Assert.That(Kit.Run("stop-vm", "one").ExitCode, Is.Zero);
        AssertRefused(Kit.Run("cp", "one:a b", "back2"), 5, "is not running", "agsekit start-vm one");
    }

    [Test]
    public void The_state_of_a_stopped_machine_is_kept_and_restored()
    {
        Assert.That(Kit.Run("create-vm", "one").ExitCode, Is.Zero);
        AssertRefused(Kit.Run("vm-snapshot", "save", "one", "clean"), 5, "only of VMs that are stopped", "agsekit stop-vm one");
        Assert.That(Kit.Run("exec", "one", "--", "sh", "-c", "echo then > ~/mark").ExitCode, Is.Zero);
        Assert.That(Kit.Run("stop-vm", "one").ExitCode, Is.Zero);
        Assert.That(Kit.Run("vm-snapshot", "save", "one", "clean").OutputText, Is.EqualTo("Snapshot 'clean' of VM 'one' is made.\n"));
        Assert.That(Kit.Run("vm-snapshot", "list", "one").OutputText, Does.Match("(?m)^clean +20[0-9-]+ [0-9:]+ +disk +1 +1G *$"));
        Assert.That(Kit.Run("start-vm", "one").ExitCode, Is.Zero);
        Assert.That(Kit.Run("exec", "one", "--", "sh", "-c", "echo later > ~/mark").ExitCode, Is.Zero);

        CommandResult plan = Kit.Run("vm-snapshot", "restore", "one", "clean", "--dry-run");
        Assert.That((plan.ExitCode, plan.OutputText), Is.EqualTo((0, "")));
        Assert.That(plan.ErrorText, Does.Contain("is lost").And.Contain("switched off at once"));
        AssertRefused(Kit.Run("vm-snapshot", "restore", "one", "clean"), 2, "--yes");
        AssertRefused(Kit.Run("vm-snapshot", "restore", "one", "clear"), 2, "did you mean 'clean'?");
        Assert.That(Kit.Run("vm-snapshot", "restore", "one", "clean", "--yes").OutputText, Is.EqualTo("VM 'one' is as in 'clean', and stopped.\n"));
        Assert.That(Kit.Run("start-vm", "one").ExitCode, Is.Zero);
        Assert.That(Kit.Run("exec", "one", "--", "sh", "-c", "cat ~/mark").OutputText, Is.EqualTo("then\n"));
        Assert.That(Kit.Run("vm-snapshot", "delete", "one", "clean", "--yes").OutputText, Is.EqualTo("Snapshot 'clean' of VM 'one' is gone.\n"));
        Assert.That(Json(Kit.Run("vm-snapshot", "list", "one", "--json")).GetProperty("snapshots").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void A_machine_made_by_hand_is_taken_over_when_its_owner_says_so()
    {
        _daemon.AddForeign("one", "Stopped");
        AssertRefused(Kit.Run("create-vm", "one"), 5, "agsekit did not make", "--adopt");
        CommandResult adopted = Kit.Run("create-vm", "one", "--adopt");
        Assert.That(adopted.OutputText, Is.EqualTo("VM 'one' is agsekit's now, and runs.\nVM 'one' exists and is as configured.\n"), adopted.ErrorText);
        Assert.That(Kit.Run("exec", "one", "--", "hostname").OutputText, Is.EqualTo("one\n"));
    }

    [TestCase("down", "en", "cannot connect to the multipass socket", "sudo s")]
    [TestCase("unknown", "ru", "fix:", "")]
    public void A_daemon_that_can_not_be_used_is_an_error_with_a_fix(string mode, string language, string cause, string fix)
    {
        Assert.That(Kit.Run("create-vm", "one").ExitCode, Is.Zero);
        _daemon.SetMode(mode);
        Kit.Variables["AGSEKIT_LANG"] = language;
        CommandResult refused = Kit.Run("start-vm", "one");
        Assert.That(refused.ExitCode, Is.EqualTo(4));
        if (language == "en")
            Assert.That(refused.ErrorText, Does.Contain("Multipass can not be used").And.Contains(cause).And.Contains(fix));
        else
            Assert.That(refused.ErrorText, Does.Contain("Multipass не работает").And.Contains("multipass authenticate"));
        Assert.That(Kit.Run("create-vm", "two").ExitCode, Is.EqualTo(4));
        CommandResult vms = Kit.Run("vms");
        Assert.That((vms.ExitCode, vms.OutputText.Contains("one", StringComparison.Ordinal)), Is.EqualTo((0, true)));
    }

    [Test]
    public void What_Multipass_can_not_hold_is_refused()
    {
        WriteConfig("vms: {one: {cpu: 1, ram: 1G, disk: 5G, provider: multipass, network: none}}");
        AssertRefused(Kit.Run("create-vm"), 3, "can not be held with Multipass", "provider: qemu");
        WriteConfig("vms: {one: {cpu: 1, ram: 1G, disk: 5G, provider: multipass, image: \"build:debian:bookworm\"}}");
        AssertRefused(Kit.Run("create-vm"), 5, "Multipass has images of Ubuntu only");
        Assert.That(_daemon.Machines(), Is.Empty);
    }

    [Test]
    public void Before_a_run_the_user_hears_what_the_agent_can_reach()
    {
        WriteConfig($"{Config}\nmounts: [{{source: {Project}, vm: one}}]\nagents: {{say: {{type: command, command: [echo, hello]}}}}");
        _daemon.SetFaults("launch:offline");
        CommandResult run = Kit.Run("run", "say");
        Assert.That(run.ExitCode, Is.EqualTo(125), "this guest has no image");
        Assert.That(run.ErrorText, Does.Contain("warning: with Multipass a guest may reach services of this computer"));
    }

    [Test]
    public async Task A_program_killed_while_it_makes_a_machine_is_cleaned_up_after()
    {
        _daemon.SetFaults("launch:stuck");
        ChildProcess killed = Kit.Start(Path.Combine(Root, "killed.log"), "create-vm", "one");
        for (int i = 0; i < 200 && _daemon.Find("one") is null; i++)
            await Task.Delay(50);
        await Task.Delay(300);
        killed.Send(Signal.Kill);
        await killed.Exit;
        CommandResult vms = Kit.Run("vms");
        Assert.That(vms.ErrorText, Does.Contain("making it was broken off"), vms.OutputText);
        _daemon.SetFaults();
        Assert.That(Kit.Run("create-vm", "one").OutputText, Is.EqualTo("VM 'one' is made, and runs.\n"));
    }
}
