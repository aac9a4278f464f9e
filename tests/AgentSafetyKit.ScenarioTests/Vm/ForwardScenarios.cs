using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Forwards with real traffic: of every type, through restarts and broken connections, through changes of the configuration, and with two that want to keep them.</summary>
internal sealed class ForwardScenarios : ForwardScenario
{
    [Test]
    public async Task Every_type_carries_traffic_to_its_target_and_goes_with_the_keeper()
    {
        await using var services = new HostServices([IPAddress.Loopback, IPAddress.Loopback]);
        int first = int.Parse(services.Ports[0], CultureInfo.InvariantCulture), here = FreePort();
        Forward(Local(here, 7001), Remote(7002, first), Socks(7003));
        ServeInGuest(7001);
        ChildProcess keeper = Keep();
        await UntilUp(3);

        Assert.That(await AskAsync(here), Is.EqualTo("guest hello"));
        Assert.That(Guest("timeout 5 bash -c 'read -r line < /dev/tcp/127.0.0.1/7002; echo $line'"), Is.EqualTo("welcome\n"));
        Assert.That(Guest($"curl -sS --http0.9 -x socks5h://127.0.0.1:7003 http://127.0.0.1:{services.Ports[1]}/"), Is.EqualTo("welcome\n"), "it leaves from the host");
        Assert.That(Guest("ss -Hltn | awk '{print $4}' | grep -E ':700[23]$' | sort"), Is.EqualTo("127.0.0.1:7002\n127.0.0.1:7003\n"));
        JsonElement local = Ports()[0];
        Assert.That(
            (local.GetProperty("type").GetString(), local.GetProperty("keeper").GetInt32(), local.GetProperty("url").GetString()), Is.EqualTo(("local", keeper.Id, $"http://127.0.0.1:{here}/")));

        await Interrupt(keeper);
        Assert.That(LogText, Does.Contain($"up: VM 'box': 127.0.0.1:{here} here leads to 127.0.0.1:7001 in the VM").And.Contain("Stopped; the forwards are gone."));
        Assert.That(await AskAsync(here), Is.Null);
        Assert.That(Guest("ss -Hltn | grep -cE ':700[23] '; true"), Is.EqualTo("0\n"));
        Assert.That(Ports().Select(port => port.GetProperty("state").GetString()), Is.All.EqualTo("notKept"));
    }

    [Test]
    public async Task A_change_touches_only_what_changed_and_a_broken_configuration_nothing()
    {
        int stays = FreePort(), goes = FreePort(), comes = FreePort();
        Forward(Local(stays, 7001), Local(goes, 7001));
        ServeInGuest(7001);
        Keep();
        await UntilUp(2);
        using var stream = new TcpClient();
        await stream.ConnectAsync(IPAddress.Loopback, stays);
        Assert.That(await AskAsync(stream, "one"), Is.EqualTo("guest one"));

        Forward(Local(stays, 7001), Local(comes, 7001));
        await UntilAnswers(comes, 5);
        await Until(() => Ports().All(port => !port.GetProperty("hostAddr").GetString()!.EndsWith($":{goes}", StringComparison.Ordinal)), "the old one gone", 10);
        Assert.That(await AskAsync(goes), Is.Null);
        Assert.That(await AskAsync(stream, "two"), Is.EqualTo("guest two"), "a stream through what did not change");

        SharedMachine.WriteConfig("vms: {box: {cpu: many}}");
        await Until(() => LogText.Contains("the last good configuration stays in force", StringComparison.Ordinal), "the fault told", 10);
        Assert.That(LogText, Does.Contain("vms.box.cpu"));
        Assert.That((await AskAsync(stream, "three"), await AskAsync(comes)), Is.EqualTo(("guest three", "guest hello")));
        Forward(Local(stays, 7001));
        await Until(() => AreUp(1), "a good one is in force again", 10);
    }

    [Test]
    public async Task A_broken_connection_and_a_restarted_vm_are_back_within_ten_seconds()
    {
        int here = FreePort();
        Forward(Local(here, 7001), Remote(7002, FreePort()));
        ServeInGuest(7001);
        Keep();
        await UntilUp(2);

        int[] masters = [.. SharedMachine.Processes("ControlPersist")];
        Assert.That(masters, Has.Length.EqualTo(1));
        await SharedMachine.KillAsync(masters[0]);
        await UntilAnswers(here, 10);
        await UntilUp(2, 10);

        Assert.That(Kit.Run("restart-vm", Machine).ExitCode, Is.Zero);
        ServeInGuest(7001);
        await UntilAnswers(here, 10);
        await UntilUp(2, 10);
    }

    [Test]
    public async Task A_taken_port_is_named_with_its_owner_and_comes_up_when_it_is_free()
    {
        int free = FreePort();
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        int taken = ((IPEndPoint)taker.LocalEndpoint).Port;
        Forward(Local(free, 7001), Local(taken, 7001), Remote(7004, free));
        ServeInGuest(7001);
        ServeInGuest(7004);
        Keep();
        await Until(() => Ports().Count(port => port.GetProperty("state").GetString() == "failed") == 2, "two of them failed");
        string[] causes = [.. Ports().Select(port => port.GetProperty("cause").GetString()!).Where(cause => cause is not null)];
        Assert.That(causes[0], Is.EqualTo($"port {taken} of this computer is taken by '{File.ReadAllText("/proc/self/comm").Trim()}' (process {Environment.ProcessId})"));
        Assert.That(causes[1], Does.Match(@"\Aport 7004 in the VM is taken by 'python3' \(process [0-9]+\)\z"));
        Assert.That(await AskAsync(free), Is.EqualTo("guest hello"), "the others are not held up");

        taker.Stop();
        EndInGuest(7004);
        await UntilUp(3, 20);
        Assert.That(await AskAsync(taken), Is.EqualTo("guest hello"));
    }

    [Test]
    public async Task Of_two_keepers_one_works_and_the_other_takes_over()
    {
        int here = FreePort();
        Forward(Local(here, 7001));
        ServeInGuest(7001);
        ChildProcess first = Keep();
        await UntilUp(1);
        string log = Path.Combine(Root, "second.log");
        Keep(log);
        await Until(() => File.Exists(log) && File.ReadAllText(log).Contains($"VM 'box': process {first.Id} keeps its forwards", StringComparison.Ordinal), "the second knows of the first");
        Assert.That(File.ReadAllText(log), Does.Not.Contain("up:"));

        // Killed, it leaves its forwards behind on the shared connection: the other one takes them over, and takes away what nobody wants any more.
        int other = FreePort();
        await SharedMachine.KillAsync(first.Id);
        Forward(Local(other, 7001));
        await UntilAnswers(other, 20);
        await Until(() => AskAsync(here).GetAwaiter().GetResult() is null, "what the killed one left is gone", 10);
        Assert.That(File.ReadAllText(log), Does.Contain("up:"));
    }

    [Test]
    public async Task What_a_program_in_the_guest_listens_on_appears_and_goes_with_it()
    {
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        int taken = ((IPEndPoint)taker.LocalEndpoint).Port, free = FreePort();
        ForwardOnly("auto_ports: true");
        Keep();
        await Until(() => LogText.Contains("VM 'box' is connected", StringComparison.Ordinal), "connected");
        ServeInGuest(free);
        ServeInGuest(taken);
        await UntilAnswers(free, 10);
        await UntilUp(2, 10);
        JsonElement moved = Ports().Single(port => port.GetProperty("vmAddr").GetString() == $"127.0.0.1:{taken}");
        int at = int.Parse(moved.GetProperty("hostAddr").GetString()!.Split(':')[1], CultureInfo.InvariantCulture);
        Assert.That((at, moved.GetProperty("automatic").GetBoolean(), moved.GetProperty("url").GetString()), Is.EqualTo((at, true, $"http://127.0.0.1:{at}/")));
        Assert.That(at, Is.Not.EqualTo(taken));
        Assert.That(await AskAsync(at), Is.EqualTo("guest hello"));

        EndInGuest(free);
        await Until(() => Ports().Count == 1, "it is gone with its program", 10);
        Assert.That(await AskAsync(free), Is.Null);
    }

    [Test]
    public async Task The_daemon_keeps_them_and_a_terminal_says_so()
    {
        int here = FreePort(), other = FreePort();
        Forward(Local(here, 7001));
        ServeInGuest(7001);
        string log = Path.Combine(Root, "daemon.log");
        ChildProcess daemon = Start(log, "daemon", "run");
        await UntilUp(1);
        Assert.That((await AskAsync(here), Ports()[0].GetProperty("keeper").GetInt32()), Is.EqualTo(("guest hello", daemon.Id)));
        ChildProcess second = Keep();
        await Until(() => LogText.Contains($"process {daemon.Id} keeps its forwards", StringComparison.Ordinal), "the second knows of the daemon");
        await Interrupt(second);
        using var stream = new TcpClient();
        await stream.ConnectAsync(IPAddress.Loopback, here);
        Assert.That(await AskAsync(stream, "one"), Is.EqualTo("guest one"));
        Forward(Local(here, 7001), Local(other, 7001));
        await UntilAnswers(other, 5);
        Assert.That(await AskAsync(stream, "two"), Is.EqualTo("guest two"));
        await daemon.StopAsync(TimeSpan.FromSeconds(20));
        Assert.That((await AskAsync(here), await AskAsync(other)), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task A_vm_that_is_off_is_waited_for_and_not_started()
    {
        int here = FreePort();
        Forward(Local(here, 7001));
        Kit.Run("stop-vm", Machine);
        Keep();
        await Until(() => LogText.Contains("VM 'box' is off; its forwards come up with it", StringComparison.Ordinal), "it says that the VM is off");
        Assert.That(Ports().Single().GetProperty("state").GetString(), Is.EqualTo("waiting"));
        Assert.That(SharedMachine.State(), Is.EqualTo("stopped"));
        Assert.That(Kit.Run("start-vm", Machine).ExitCode, Is.Zero);
        await UntilUp(1, 10);
    }
}
