using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The terminal of a run over the daemon's WebSocket: what <c>attach</c> does on a terminal, for programs.</summary>
internal sealed class WebTerminalScenarios : MachineScenario
{
    private readonly int _port = FreePort();
    private ChildProcess? _daemon;

    private string UnixSocket => Path.Combine(Home, "run/agsekit.sock");

    [SetUp]
    public async Task BeginDaemon()
    {
        File.AppendAllText(Path.Combine(Home, "config.yaml"), $"\napi: {{listen: '127.0.0.1:{_port}'}}\n");
        _daemon = Kit.Start(Path.Combine(Root, "daemon.log"), "daemon", "run");
        await Until(() => Kit.Run("daemon", "status").ExitCode is 0 or 7, "the daemon is ready");
    }

    [TearDown]
    public async Task EndDaemon()
    {
        Kit.Run("kill", "seen");
        if (_daemon is { HasExited: false })
            await _daemon.StopAsync(TimeSpan.FromSeconds(25));
    }

    [Test]
    public async Task It_is_typed_into_resized_watched_left_and_ended()
    {
        Assert.That(Kit.Run("run", "--detach", "--name", "seen", LineAgent, "PS1='> ' exec bash --norc -i").ExitCode, Is.Zero);
        string token = Kit.Run("token", "add", "laptop").OutputText.Trim();
        using (WebTerminal first = await WebTerminal.ConnectAsync(UnixSocket, "ws://localhost/v1/runs/seen/attach?columns=101&rows=31"))
        {
            await first.WaitFor(">");
            await first.Keys("stty size; echo KEPT''HERE 'ж€'\r");
            await first.WaitFor("KEPTHERE ж€");
            Assert.That(first.Seen, Does.Contain("31 101"));
            using WebTerminal watcher = await WebTerminal.ConnectAsync(null, $"ws://127.0.0.1:{_port}/v1/runs/seen/attach?readOnly=true", token);
            await watcher.WaitFor("KEPTHERE");
            await watcher.Keys("echo INTRU''DER\r");
            await watcher.Resize(40, 10);
            await first.Resize(77, 21);
            await Task.Delay(500);
            await first.Keys("clear; stty size; echo NEXT''LINE\r");
            await first.WaitFor("NEXTLINE");
            await watcher.WaitFor("NEXTLINE");
            Assert.That(first.Seen, Does.Contain("21 77").And.Not.Contain("INTRUDER"));
            await first.Keys("stty raw -echo; echo RA''W; dd bs=1 count=9 2>/dev/null | od -An -tx1; stty sane\r");
            await first.WaitFor("RAW");
            await Task.Delay(1000);
            await first.Keys("\u001b[A\u0003ж\u0004\u001b[");
            await first.WaitFor("1b 5b 41 03 d0 b6 04 1b 5b");
            await first.Keys("\u001c\u001c");
            Assert.That((await first.Ended(), first.End?.GetProperty("state").GetString()), Is.EqualTo((WebSocketCloseStatus.NormalClosure, "running")), "Ctrl+\\ twice leaves");
            await watcher.Leave();
        }

        await Until(() => Guest("pgrep -fc 'tmux.*[a]ttach-session' || true").Trim() == "0", "nobody looks on in the guest");
        using WebTerminal again = await WebTerminal.ConnectAsync(null, $"ws://localhost:{_port}/v1/runs/seen/attach", token);
        await again.WaitFor("NEXTLINE");
        await again.Keys("exit 42\r");
        Assert.That(await again.Ended(), Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        Assert.That((again.End?.GetProperty("state").GetString(), again.End?.GetProperty("exitCode").GetInt32()), Is.EqualTo(("ended", 42)));
        await Until(() => LastRun().TryGetProperty("endedAt", out JsonElement at) && at.ValueKind == JsonValueKind.String, "its last snapshot is taken");
        await Refused(UnixSocket, "ws://localhost/v1/runs/seen/attach", null, HttpStatusCode.Conflict);
    }

    [Test]
    public async Task What_is_no_right_request_is_refused_and_nothing_ends_the_agent()
    {
        Assert.That(Kit.Run("run", "--detach", "--name", "seen", LineAgent, "while :; do seq 1 2000; sleep 0.01; done").ExitCode, Is.Zero);
        string at = $"ws://127.0.0.1:{_port}/v1/runs/seen/attach";
        await Refused(null, at, null, HttpStatusCode.Unauthorized);
        await Refused(null, at, "agsekit_wrong", HttpStatusCode.Unauthorized);
        await Refused(UnixSocket, "ws://localhost/v1/runs/none/attach", null, HttpStatusCode.NotFound);
        await Refused(UnixSocket, "ws://localhost/v1/runs/seen/attach?columns=1", null, HttpStatusCode.BadRequest);
        await Refused(UnixSocket, "ws://localhost/v1/runs/seen/attach?columns=9999", null, HttpStatusCode.BadRequest);
        string token = Kit.Run("token", "add", "other").OutputText.Trim();
        foreach (string nonsense in new[] { "{", "[]", "{\"type\":\"resize\",\"columns\":0,\"rows\":3}", "{\"type\":\"other\"}", new string('x', 3000) })
        {
            using WebTerminal terminal = await WebTerminal.ConnectAsync(UnixSocket, "ws://localhost/v1/runs/seen/attach");
            await terminal.Say(nonsense);
            Assert.That(await terminal.Ended(), Is.EqualTo(nonsense.Length > 1024 ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.PolicyViolation), nonsense[..Math.Min(50, nonsense.Length)]);
        }

        // Gone without a word, in the midst of much to read; and a token that is removed.
        for (int i = 0; i < 5; i++)
        {
            using WebTerminal gone = await WebTerminal.ConnectAsync(UnixSocket, "ws://localhost/v1/runs/seen/attach");
            await gone.WaitFor("1999");
        }

        using WebTerminal removed = await WebTerminal.ConnectAsync(null, at, token);
        await removed.WaitFor("1999");
        Assert.That(Kit.Run("token", "remove", "other").ExitCode, Is.Zero);
        Assert.That(await removed.Ended(), Is.Null, "broken off");
        using WebTerminal last = await WebTerminal.ConnectAsync(UnixSocket, "ws://localhost/v1/runs/seen/attach");
        await last.WaitFor("1999");
        _daemon!.Send(Native.Signal.Terminate);
        Assert.That((await last.Ended(), await _daemon.Exit.WaitAsync(TimeSpan.FromSeconds(25))), Is.EqualTo((WebSocketCloseStatus.EndpointUnavailable, 0)));
        Assert.That(Json("ps").GetProperty("runs").EnumerateArray().Single(run => run.GetProperty("name").GetString() == "seen").GetProperty("state").GetString(), Is.EqualTo("running"));
        Assert.That(SharedMachine.Processes("attach.sh").Concat(SharedMachine.Processes("attach-session")), Is.Empty, "no ssh is left behind");
    }

    private static async Task Refused(string? socket, string address, string? token, HttpStatusCode status)
    {
        WebSocketException refused = Assert.ThrowsAsync<WebSocketException>(() => WebTerminal.ConnectAsync(socket, address, token))!;
        await Task.CompletedTask;
        Assert.That(refused.Message, Does.Contain($"'{(int)status}'"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
