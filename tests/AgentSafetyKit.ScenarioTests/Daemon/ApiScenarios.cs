using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>The interface for programs, asked over the socket by hand.</summary>
[Parallelizable]
internal sealed class ApiScenarios : DaemonScenario
{
    [Test]
    public void It_answers_and_every_error_is_a_problem()
    {
        Configure();
        Begin();
        WaitForSnapshots(1);
        foreach (string path in new[] { "/healthz", "/readyz", "/v1/status", "/openapi.json", "/metrics" })
            Assert.That(Ask(path).Status, Is.EqualTo(200), path);
        Assert.That((Ask("/healthz", "HEAD").Status, Ask("/healthz", "HEAD").Body), Is.EqualTo((200, "")));
        foreach ((string method, string path, int status, string code) in new[] { ("GET", "/v1/none", 404, "unknownName"), ("GET", "/v1/status/", 404, "unknownName"), ("POST", "/v1/status", 405, "usage") })
        {
            (int given, string headers, string body) = Ask(path, method, "Content-Length: 0\r\n");
            JsonElement problem = JsonDocument.Parse(body).RootElement;
            Assert.That((given, problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()), Is.EqualTo((status, status, code)));
            Assert.That(headers, Does.Contain("Content-Type: application/problem+json"));
            Assert.That(new[] { "type", "title", "detail", "cause", "fix" }.Select(name => problem.GetProperty(name).GetString()), Is.All.Not.Empty);
        }

        Assert.That(Ask("/v1/none", headers: "Accept-Language: ru-RU\r\n").Body, Does.Contain("title").And.Match(@"\\u04|[а-я]"));
    }

    [Test]
    public void Metrics_are_what_Prometheus_reads()
    {
        Configure();
        Shell("echo one >a");
        Begin();
        WaitForSnapshots(1);
        WaitUntil(() => Ask("/metrics").Body.Contains("agsekit_backup_files{folder=\"" + Project + "\"} 1\n", StringComparison.Ordinal), "the snapshot is counted");
        string text = Ask("/metrics").Body;
        Assert.That(text, Does.Contain("agsekit_backup_ok{folder=\"" + Project + "\"} 1\n").And.Contain("agsekit_backup_duration_seconds_count{folder=\"" + Project + "\"} 1\n"));
        Assert.That(text, Does.Match("(?m)^agsekit_backup_last_success_timestamp_seconds\\{.*\\} 1[0-9.]+$").And.Contain("agsekit_requests_total{route=\"/metrics\",code=\"200\"}"));
        if (Shell("type -P promtool || true").Trim() is not { Length: > 0 } tool)
            Assert.Ignore("promtool (Debian's package prometheus) is not there");
        else
            Assert.That(Shell("printf %s \"$2\" | \"$1\" check metrics 2>&1", tool, text), Is.Empty);
    }

    [Test]
    public void Events_come_as_they_happen_and_whoever_was_away_gets_what_was_missed()
    {
        Configure();
        Shell("echo one >a");
        var daemon = Begin();
        using (Socket stream = Stream(last: 0))
        {
            string all = ReadUntil(stream, "event: backup.taken");
            Assert.That(all, Does.Contain("Content-Type: text/event-stream").And.Contain("id: 1\nevent: daemon.started\ndata: {\"id\":1,"));
            Shell("echo two >b");
            Assert.That(ReadUntil(stream, "event: backup.taken"), Does.Not.Contain("daemon.started"));
            Assert.That(End(daemon, Signal.Terminate), Is.Zero, "a stream keeps nobody");
        }

        Begin();
        int last = Events().First(happened => happened.GetProperty("kind").GetString() == "backup.taken").GetProperty("id").GetInt32();
        using (Socket stream = Stream(last))
        {
            string missed = ReadUntil(stream, "event: config.applied");
            Assert.That(missed, Does.Contain($"id: {last + 1}\n").And.Contain("event: daemon.stopped").And.Contain("event: daemon.started"));
            Assert.That(missed, Does.Not.Contain($"id: {last}\n"));
        }

        Assert.That(Ask("/v1/events", headers: "Last-Event-ID: x\r\n").Status, Is.EqualTo(400));
    }

    [Test]
    public void Rubbish_and_too_much_of_it_harm_nobody()
    {
        Begin();
        foreach (byte[] rubbish in new[] { "\0\0\0\0\r\n\r\n"u8.ToArray(), "GET\r\n\r\n"u8.ToArray(), Encoding.ASCII.GetBytes($"GET /{new string('a', 100_000)} HTTP/1.1\r\n\r\n"), Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nX: {new string('a', 100_000)}\r\n\r\n") })
        {
            using Socket socket = Connect();
            try
            {
                socket.Send(rubbish);
                socket.Receive(new byte[4096]);
            }
            catch (SocketException)
            {
                // Hung up on.
            }
        }

        var held = new List<Socket>();
        for (int i = 0; i < 100; i++)
            held.Add(Connect());
        Assert.That(Ask("/healthz").Status, Is.EqualTo(200));
        held.ForEach(socket => socket.Dispose());
        Assert.That(Status().GetProperty("config").GetProperty("state").GetString(), Is.EqualTo("missing"));
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        return socket;
    }

    private Socket Stream(int last)
    {
        Socket socket = Connect();
        socket.Send(Encoding.ASCII.GetBytes($"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: {last}\r\n\r\n"));
        return socket;
    }

    private static string ReadUntil(Socket socket, string words)
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        while (!text.ToString().Contains(words, StringComparison.Ordinal) || text[^1] != '\n')
            text.Append(Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer)));
        return text.ToString();
    }
}
