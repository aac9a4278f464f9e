using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>kill -9 of agsekit while it starts, stops or removes a VM: <c>vms</c> tells the truth, and the next command finishes or clears away.</summary>
internal sealed class KilledCommandScenarios : MachineScenario
{
    private const string Second = "half";

    [Test]
    public async Task A_start_killed_at_any_moment_is_found_again_and_finished()
    {
        Assert.That(Kit.Run("stop-vm", Machine, "--force").ExitCode, Is.Zero);
        foreach (int delay in new[] { 30, 60, 90, 130, 200, 350, 700, 2000 })
        {
            await KillAfter(delay, "start-vm", Machine);
            await Until(() => Runs() == (SharedMachine.State() != "stopped"), $"the truth about a start killed after {delay} ms", 20);
            CommandResult stopped = Kit.Run("stop-vm", Machine, "--force");
            Assert.That(stopped.ExitCode, Is.Zero, stopped.ErrorText);
            Assert.That(SharedMachine.State(), Is.EqualTo("stopped"));
            Assert.That(SharedMachine.Processes().Select(SharedMachine.CommandLineOf), Is.Empty, $"after {delay} ms");
        }

        // Its port is somebody else's by now, and a start that was killed half-way is finished by the next one.
        int port = KeptPort();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        await KillAfter(1500, "start-vm", Machine);
        Assert.That(Kit.Run("start-vm", Machine).ExitCode, Is.Zero);
        Assert.That(SharedMachine.Engines(), Has.Count.EqualTo(1));
        Assert.That(Guest("echo fine"), Is.EqualTo("fine\n"));
        Assert.That(KeptPort(), Is.Not.EqualTo(port));
    }

    [Test]
    public async Task A_stop_killed_at_any_moment_is_finished_by_the_next()
    {
        foreach (int delay in new[] { 60, 400 })
        {
            await KillAfter(delay, "stop-vm", Machine);
            Assert.That(SharedMachine.State(), Is.EqualTo(Runs() ? "running" : "stopped"));
        }

        Assert.That(Kit.Run("stop-vm", Machine).ExitCode, Is.Zero);
        Assert.That(SharedMachine.Processes().Select(SharedMachine.CommandLineOf), Is.Empty);
    }

    [Test]
    public async Task A_removal_killed_at_any_moment_leaves_the_VM_or_nothing()
    {
        SharedMachine.WriteConfig(SharedMachine.MachineYaml + $"  {Second}: {{cpu: 1, ram: 1G, disk: 4G, provider: qemu, image: \"build:debian:bookworm\"}}\n");
        for (int delay = 20; delay <= 140; delay += 20)
        {
            Assert.That(Kit.Run("create-vm", Second).ExitCode, Is.Zero);
            await KillAfter(delay, "destroy-vm", Second, "--yes");
            bool there = Directory.Exists(Path.Combine(Home, "data/vms", Second));
            Assert.That(Kit.Run("vms").OutputText, Does.Match($@"(?m)^{Second} +{(there ? "stopped" : "not created")} "));
        }

        CommandResult gone = Kit.Run("destroy-vm", Second, "--yes");
        Assert.That(gone.ExitCode, Is.Zero.Or.EqualTo(5));
        Assert.That(Kit.Run("start-vm", Machine).ExitCode, Is.Zero);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Home, "data/vms")).Select(Path.GetFileName), Is.EqualTo(new[] { Machine }), "what is left of it is swept by any command");
    }

    [Test]
    public async Task A_command_waits_for_another_one_and_says_for_whom()
    {
        ChildProcess waiting;
        using (FileLock held = FileLock.TryTake(Path.Combine(Home, "state/locks", $"vm-{Machine}.lock"))!)
        {
            waiting = Kit.Start(AgentLog, "start-vm", Machine);
            await Until(() => LogText.Contains($"waiting for process {Environment.ProcessId}", StringComparison.Ordinal), "the reason");
            Assert.That(SharedMachine.State(), Is.EqualTo("running"), "a table does not wait");
        }

        Assert.That(await EndOf(waiting), Is.Zero);
    }

    [Test]
    public async Task Vms_shows_what_a_VM_takes()
    {
        Guest("(timeout 20 sh -c 'while :; do :; done' > /dev/null 2>&1 &) ; dd if=/dev/zero of=/tmp/fill bs=1M count=20 conv=fsync 2> /dev/null; rm /tmp/fill");
        await Until(() => Usage("cpuPercent") >= 30 && Usage("memoryUsedBytes") > 10 << 20, "the figures");
        Assert.That(Usage("diskWrittenBytes"), Is.GreaterThan(20 << 20));
        Assert.That(Usage("hostMemoryBytes"), Is.GreaterThan(50 << 20));
        Assert.That(Kit.Run("vms").OutputText, Does.Match($@"(?m)^{Machine} +running +\d+ % / \d+ +[0-9.]+ [MG]B / 2G "));
    }

    private long Usage(string key) => Json("vms").GetProperty("vms")[0].GetProperty("usage").GetProperty(key) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : -1;

    private int KeptPort()
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Home, "data/vms", Machine, "machine.json")));
        return record.RootElement.GetProperty("sshPort").GetInt32();
    }

    private static bool Runs() => SharedMachine.Processes("qemu-system-").Count > 0;

    private async Task KillAfter(int milliseconds, params string[] words)
    {
        ChildProcess command = Kit.Start(Path.Combine(Root, "killed.log"), words);
        await Task.WhenAny(command.Exit, Task.Delay(milliseconds));
        command.Send(Signal.Kill);
        await command.Exit;
    }
}
