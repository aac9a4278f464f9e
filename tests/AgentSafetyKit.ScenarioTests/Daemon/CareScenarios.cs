using System.Net.Sockets;
using System.Text;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>What is easily said wrongly: a configuration that has gone, readers that have gone, streams that are too many.</summary>
[Parallelizable]
internal sealed class CareScenarios : DaemonScenario
{
    [Test]
    public void A_configuration_that_goes_away_under_the_daemon_asks_for_attention_and_what_is_at_work_is_still_shown()
    {
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G, port-forwarding: [{{type: local, host-addr: '127.0.0.1:48123', vm-addr: '127.0.0.1:80'}}]}}}}\nmounts:\n  - {{source: {Project}, min_free_space: 0}}\n");
        Begin();
        WaitForSnapshots(1);
        WaitUntil(() => Kit.Run("ports").OutputText.Contains("48123", StringComparison.Ordinal), "the forward is kept");
        string file = Path.Combine(Home, "config.yaml"), good = File.ReadAllText(file);
        File.Delete(file);
        WaitUntil(() => Status().GetProperty("config").GetProperty("state").GetString() == "broken", "it is noticed");
        CommandResult status = Kit.Run("status"), ports = Kit.Run("ports");
        Assert.That((status.ExitCode, status.OutputText), Is.EqualTo((7, status.OutputText)));
        Assert.That(status.OutputText, Does.Contain("! configuration: ").And.Contain("project").And.Contain("agent ").And.Not.Contain("All is well"));
        Assert.That(ports.OutputText, Does.Contain("48123"));
        WriteConfig("vms: [");
        ports = Kit.Run("ports");
        Assert.That((ports.ExitCode, ports.ErrorText.Contains("configuration", StringComparison.Ordinal)), Is.EqualTo((7, true)), ports.ErrorText);
        Assert.That(ports.OutputText, Does.Contain("48123"));
        WriteConfig(good);
        WaitUntil(() => Kit.Run("status").ExitCode == 0, "all is well again");
    }

    [Test]
    public void A_command_that_goes_on_ends_with_its_reader_even_while_nothing_happens()
    {
        Configure();
        Begin();
        WaitForSnapshots(1);
        foreach (string[] command in new string[][] { ["events", "--follow", "--json", "--last", "1"], ["status", "--watch", "--json"] })
        {
            long begin = TimeProvider.System.GetTimestamp();
            Shell("AGSEKIT_HOME=\"$1\" timeout 60 \"${@:2}\" | head -n 1 >/dev/null; test \"${PIPESTATUS[0]}\" -ne 124", [Home, KitBinary.Path, .. command]);
            Assert.That(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, Is.LessThan(20), command[0]);
        }
    }

    [Test]
    public void However_many_streams_are_open_who_only_asks_is_answered()
    {
        Configure();
        Begin();
        WaitForSnapshots(1);
        var held = new List<Socket>();
        try
        {
            var refused = 0;
            for (int i = 0; i < 140; i++)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
                held.Add(socket);
                socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
                socket.Send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
                var answer = new byte[4096];
                refused += Encoding.ASCII.GetString(answer, 0, socket.Receive(answer)).StartsWith("HTTP/1.1 409", StringComparison.Ordinal) ? 1 : 0;
            }

            Assert.That(refused, Is.EqualTo(12));
            Assert.That(Kit.Run("daemon", "status").ExitCode, Is.Zero);
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }

        WaitUntil(() => Stream() == 200, "their places are free again");
    }

    [Test]
    public void The_log_is_written_as_the_configuration_says_and_follows_it()
    {
        WriteConfig($"{Machines}logging: {{level: debug, format: text}}\n");
        Begin();
        Assert.That(Ask("/v1/daemon").Status, Is.EqualTo(200));
        WaitUntil(() => File.ReadAllText(Log).Contains("debug: GET /v1/daemon 200 in ", StringComparison.Ordinal), "each request is told of");
        WriteConfig($"{Machines}logging: {{level: debug, format: json}}\n");
        WaitUntil(() => LogHas(line => line.StartsWith('{') && line.Contains("\"level\":\"debug\",\"message\":\"GET /readyz", StringComparison.Ordinal)), "in JSON", 10);
        WriteConfig($"{Machines}logging: {{level: info, format: journal}}\n");
        WaitUntil(() => LogHas(line => line.StartsWith("<6>daemon: the configuration has changed", StringComparison.Ordinal)), "with priorities", 10);
        int length = File.ReadAllText(Log).Length;
        Assert.That(Ask("/v1/daemon").Status, Is.EqualTo(200));
        Assert.That(File.ReadAllText(Log)[length..], Does.Not.Contain("GET"));
    }

    [Test]
    public void A_home_that_is_no_absolute_path_and_a_patience_that_is_none_are_refused()
    {
        Assert.That(Shell("cd \"$1\"; AGSEKIT_HOME=relative \"$2\" status 2>&1; echo \"[$?]\"; ls", Root, KitBinary.Path), Does.Contain("not an absolute path").And.Contain("[2]").And.Not.Contain("relative\n"));
        Assert.That(Kit.Run("stop", "any", "--patience", "-1").ExitCode, Is.EqualTo(2));
        WriteConfig($"{Machines}global: {{idle: {{unmount_after: 0s}}}}\n");
        CommandResult check = Kit.Run("config", "check");
        Assert.That((check.ExitCode, check.OutputText.Contains("never", StringComparison.Ordinal)), Is.EqualTo((3, true)), check.OutputText);
    }

    private bool LogHas(Predicate<string> line) => Ask("/readyz").Status > 0 && File.ReadAllText(Log).Split('\n').Any(words => line(words));

    private int Stream()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        socket.Send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        var answer = new byte[4096];
        return Encoding.ASCII.GetString(answer, 0, socket.Receive(answer)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? 200 : 409;
    }
}
