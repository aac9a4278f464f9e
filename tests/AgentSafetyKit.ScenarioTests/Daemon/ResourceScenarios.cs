using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>What the interface has of folders, backups and the configuration, asked as any program would; nothing here needs a VM.</summary>
[Parallelizable]
internal sealed class ResourceScenarios : DaemonScenario
{
    [Test]
    public void The_whole_picture_is_the_same_from_the_command_line_with_the_daemon_and_without_it()
    {
        Configure();
        Shell("echo one >a");
        Begin();
        WaitForSnapshots(1);
        JsonElement asked = JsonDocument.Parse(Ask("/v1/status").Body).RootElement;
        JsonElement told = JsonDocument.Parse(Kit.Run("status", "--json").Output).RootElement;
        Assert.That(Names(told), Is.EqualTo(Names(asked)));
        Assert.That(told.GetProperty("daemon").GetProperty("version").GetString(), Is.Not.Null, "the daemon was asked");
        Assert.That(asked.GetProperty("vms")[0].GetProperty("state").GetString(), Is.EqualTo("notCreated"));
        Assert.That(asked.GetProperty("backups")[0].GetProperty("lastSnapshot").GetString(), Is.Not.Null);
        Kit.Run("daemon", "stop");
        JsonElement alone = JsonDocument.Parse(Kit.Run("status", "--json").Output).RootElement;
        Assert.That(Names(alone), Is.EqualTo(Names(asked)));
        Assert.That(alone.GetProperty("daemon").GetProperty("state").GetString(), Is.EqualTo("notRunning"));
    }

    [Test]
    public void Another_configuration_than_the_daemons_is_looked_at_by_the_command_itself()
    {
        Configure();
        Begin();
        string other = Path.Combine(Root, "other.yaml");
        File.WriteAllText(other, "vms: {elsewhere: {cpu: 1, ram: 1G, disk: 5G}}\n");
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        JsonElement told = JsonDocument.Parse(Kit.Run("--config", other, "status", "--json").Output).RootElement;
        Assert.That(told.GetProperty("vms")[0].GetProperty("name").GetString(), Is.EqualTo("elsewhere"));
    }

    [Test]
    public void Snapshots_are_listed_compared_verified_and_put_back()
    {
        Configure();
        Shell("echo one >a; mkdir d; echo deep >d/b");
        Begin();
        WaitForSnapshots(1);
        WaitUntil(() => Ask("/v1/backups").Body.Contains("\"state\":\"ok\"", StringComparison.Ordinal), "the backup is known");
        JsonElement folder = JsonDocument.Parse(Ask("/v1/backups").Body).RootElement.GetProperty("backups")[0];
        string at = $"/v1/backups/{folder.GetProperty("id").GetString()}";
        Assert.That((folder.GetProperty("source").GetString(), Ask(at).Status), Is.EqualTo((Project, 200)));
        string first = JsonDocument.Parse(Ask(at + "/snapshots").Body).RootElement.GetProperty("snapshots")[0].GetProperty("id").GetString()!;

        Shell("echo two >a; rm d/b");
        JsonElement diff = JsonDocument.Parse(Ask($"{at}/diff?from={first}&content=true").Body).RootElement;
        Assert.That(diff.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("path").GetString()), Is.SupersetOf(new[] { "a", "d/b" }));
        Assert.That(diff.GetProperty("changes").EnumerateArray().First(change => change.GetProperty("path").GetString() == "a").GetProperty("lines").EnumerateArray().Select(line => line.GetString()), Does.Contain("+two"));
        Assert.That(JsonDocument.Parse(Ask($"{at}/diff?from={first}&path=d").Body).RootElement.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("path").GetString()), Has.None.EqualTo("a"));

        JsonElement plan = Done(Post($"{at}/restore", $$"""{"snapshot": "{{first}}", "dryRun": true}"""));
        Assert.That((plan.GetProperty("done").GetBoolean(), File.ReadAllText(Path.Combine(Project, "a"))), Is.EqualTo((false, "two\n")));
        JsonElement restored = Done(Post($"{at}/restore", $$"""{"snapshot": "{{first}}", "paths": ["a"]}"""));
        Assert.That((restored.GetProperty("done").GetBoolean(), File.ReadAllText(Path.Combine(Project, "a")), File.Exists(Path.Combine(Project, "d/b"))), Is.EqualTo((true, "one\n", false)));
        Assert.That(restored.GetProperty("safetySnapshot").GetString(), Is.Not.Null);

        Assert.That(Done(Post($"{at}/verify", "")).GetProperty("proved").GetBoolean(), Is.True);
        JsonElement known = JsonDocument.Parse(Kit.Run("status", "--json").Output).RootElement.GetProperty("backups")[0];
        Assert.That((known.GetProperty("verifyResult").GetString(), known.GetProperty("lastVerify").ValueKind), Is.EqualTo(("ok", JsonValueKind.String)));
        Assert.That(Kinds(), Does.Contain("operation.started").And.Contain("operation.done"));
    }

    [Test]
    public void What_a_request_can_not_mean_is_refused_and_nothing_is_done()
    {
        Configure();
        Shell("echo one >a");
        Begin();
        WaitForSnapshots(1);
        string folder = JsonDocument.Parse(Ask("/v1/backups").Body).RootElement.GetProperty("backups")[0].GetProperty("id").GetString()!;
        string at = $"/v1/backups/{folder}", first = JsonDocument.Parse(Ask(at + "/snapshots").Body).RootElement.GetProperty("snapshots")[0].GetProperty("id").GetString()!;
        Shell("echo two >a");
        foreach ((string path, string body, int status, string field) in new[]
        {
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "paths": [null]}""", 422, "paths"),
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "snapshot": "{{first}}"}""", 422, "snapshot"),
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "paths": ["a\u0000b"]}""", 422, "paths"),
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "to": "/tmp/a\u0000b"}""", 422, "to"),
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "pathsBytes": ["!"]}""", 422, "pathsBytes"),
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "pathsBytes": ["Li4="]}""", 422, "pathsBytes"),
            ($"{at}/restore?dryRun=true", $$"""{"snapshot": "{{first}}"}""", 400, "dryRun"),
            ($"{at}/verify", """{"snapshots": [null]}""", 422, "snapshots"),
            ("/v1/runs", $$"""{"agent": "sh", "folder": "{{Project}}", "arguments": [null]}""", 422, "arguments"),
            ("/v1/runs", """{"agent": "sh", "folder": "/tmp/a\u0000b"}""", 422, "folder"),
            ("/v1/mounts", """{"source": "/tmp/a\u0000b"}""", 422, "source"),
        })
        {
            (int given, string _, string said) = Post(path, body);
            Assert.That((given, JsonDocument.Parse(said).RootElement.GetProperty("field").GetString()), Is.EqualTo((status, field)), $"{path} {body}\n{said}");
        }

        Assert.That((Post($"{at}/restore", """{"snapshot": "20010101-000000"}""").Status, Ask("/v1/status?verbose=1").Status, Ask($"{at}/diff?form=x").Status), Is.EqualTo((404, 400, 400)));
        Assert.That(File.ReadAllText(Path.Combine(Project, "a")), Is.EqualTo("two\n"), "nothing was put back");
        Assert.That(Kinds(), Does.Not.Contain("operation.failed"));
    }

    [Test]
    public void Names_that_are_no_text_are_compared_and_put_back_by_their_bytes()
    {
        Configure();
        Shell("mkdir odd; echo one >odd/$'\\xff'; echo other >odd/b");
        Begin();
        WaitForSnapshots(1);
        string folder = JsonDocument.Parse(Ask("/v1/backups").Body).RootElement.GetProperty("backups")[0].GetProperty("id").GetString()!;
        string at = $"/v1/backups/{folder}", first = JsonDocument.Parse(Ask(at + "/snapshots").Body).RootElement.GetProperty("snapshots")[0].GetProperty("id").GetString()!;
        Shell("rm odd/*");
        JsonElement gone = JsonDocument.Parse(Ask($"{at}/diff?from={first}").Body).RootElement.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("pathBytes").ValueKind == JsonValueKind.String);
        string bytes = gone.GetProperty("pathBytes").GetString()!;
        JsonElement[] alone = [.. JsonDocument.Parse(Ask($"{at}/diff?from={first}&pathBytes={Uri.EscapeDataString(bytes)}").Body).RootElement.GetProperty("changes").EnumerateArray()];
        Assert.That(alone, Has.Length.EqualTo(1));
        Assert.That(Done(Post($"{at}/restore", $$"""{"snapshot": "{{first}}", "pathsBytes": ["{{bytes}}"]}""")).GetProperty("created").GetInt32(), Is.EqualTo(1));
        Assert.That(Shell("cat odd/$'\\xff'; ls odd | wc -l"), Is.EqualTo("one\n1\n"));
    }

    [Test]
    public void Whoever_saw_the_events_of_a_journal_that_is_gone_gets_those_of_this_one()
    {
        Configure();
        Begin();
        WaitForSnapshots(1);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        socket.Send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 999999\r\n\r\n"u8);
        var seen = new StringBuilder();
        var buffer = new byte[65536];
        while (!seen.ToString().Contains("event: daemon.started", StringComparison.Ordinal))
            seen.Append(Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer)));
        Assert.That(seen.ToString(), Does.Contain("id: 1\n"));
    }

    [Test]
    public void The_list_of_operations_is_short_whatever_they_came_to()
    {
        Configure();
        Shell("seq 3000 | xargs touch");
        Begin();
        WaitForSnapshots(1);
        string folder = JsonDocument.Parse(Ask("/v1/backups").Body).RootElement.GetProperty("backups")[0].GetProperty("id").GetString()!;
        string at = $"/v1/backups/{folder}", first = JsonDocument.Parse(Ask(at + "/snapshots").Body).RootElement.GetProperty("snapshots")[0].GetProperty("id").GetString()!;
        Shell("rm -- *");
        for (int i = 0; i < 5; i++)
            Assert.That(Done(Post($"{at}/restore", $$"""{"snapshot": "{{first}}", "dryRun": true}""")).GetProperty("steps").GetArrayLength(), Is.GreaterThanOrEqualTo(3000));
        string list = Ask("/v1/operations").Body;
        Assert.That(list.Length, Is.LessThan(5000));
        Assert.That(JsonDocument.Parse(list).RootElement.GetProperty("operations").GetArrayLength(), Is.EqualTo(5));
    }

    [Test]
    public void What_the_configuration_names_is_listed_without_secrets()
    {
        WriteConfig($"{Machines}agents:\n  shy: {{type: command, command: [sh, -c, canary-argument], env: {{TOKEN: canary-secret}}}}\nmounts:\n  - {{source: {Project}, min_free_space: 1M}}\n");
        Begin();
        string agents = Ask("/v1/agents").Body;
        Assert.That(agents, Does.Contain("\"shy\"").And.Not.Contain("canary"));
        Assert.That(Ask("/v1/agents/shy").Status, Is.EqualTo(200));
        Assert.That(JsonDocument.Parse(Ask("/v1/vms").Body).RootElement.GetProperty("vms")[0].GetProperty("name").GetString(), Is.EqualTo("agent"));
        Assert.That(JsonDocument.Parse(Ask("/v1/vms/agent").Body).RootElement.GetProperty("state").GetString(), Is.EqualTo("notCreated"));
        JsonElement mount = JsonDocument.Parse(Ask("/v1/mounts").Body).RootElement.GetProperty("mounts")[0];
        Assert.That((mount.GetProperty("state").GetString(), Ask($"/v1/mounts/{mount.GetProperty("id").GetString()}").Status), Is.EqualTo(("notMounted", 200)));
        Assert.That(new[] { "/v1/runs", "/v1/forwards", "/v1/operations" }.Select(path => Ask(path).Status), Is.All.EqualTo(200));
    }

    [TestCase("GET", "/v1/vms/none", "", 404, null)]
    [TestCase("GET", "/v1/vms/..", "", 404, null)]
    [TestCase("POST", "/v1/vms/agent/start", "", 404, null, Description = "not made yet")]
    [TestCase("POST", "/v1/vms", "{}", 422, "name")]
    [TestCase("POST", "/v1/vms", "{\"name\": 1}", 422, "name")]
    [TestCase("POST", "/v1/vms", "{\"name\": \"agent\", \"nonsense\": true}", 422, "nonsense")]
    [TestCase("POST", "/v1/vms", "{\"name\": null}", 422, "name")]
    [TestCase("POST", "/v1/vms", "[]", 400, "body")]
    [TestCase("POST", "/v1/vms", "{\"name", 400, "body")]
    [TestCase("POST", "/v1/vms", "", 400, "body")]
    [TestCase("PUT", "/v1/vms", "", 405, null)]
    [TestCase("DELETE", "/v1/vms/agent?force=perhaps", "", 400, "force")]
    [TestCase("POST", "/v1/mounts", "{\"source\": \"relative\"}", 422, "source")]
    [TestCase("POST", "/v1/mounts", "{\"source\": \"/etc\"}", 403, null)]
    [TestCase("POST", "/v1/mounts", "{\"source\": \"/none/such\"}", 404, null)]
    [TestCase("GET", "/v1/mounts/%2e%2e%2fetc", "", 404, null)]
    [TestCase("GET", "/v1/backups/..%2f..%2fetc/snapshots", "", 404, null)]
    [TestCase("GET", "/v1/backups/%2Fetc/snapshots", "", 404, null)]
    [TestCase("GET", "/v1/backups/../../etc/passwd", "", 404, null)]
    [TestCase("GET", "/v1/backups/%00/diff", "", 400, null)]
    [TestCase("POST", "/v1/backups/0123456789abcdef/verify", "", 404, null)]
    [TestCase("GET", "/v1/runs?ended=-1", "", 400, "ended")]
    [TestCase("GET", "/v1/runs/none", "", 404, null)]
    [TestCase("GET", "/v1/runs/none/logs", "", 404, null)]
    [TestCase("POST", "/v1/runs/none/stop", "{\"patienceSeconds\": 100000}", 422, "patienceSeconds")]
    [TestCase("POST", "/v1/runs", "{\"agent\": \"none\", \"folder\": \"/\"}", 404, null)]
    [TestCase("POST", "/v1/runs", "{\"agent\": \"none\"}", 422, "folder")]
    [TestCase("GET", "/v1/operations/none", "", 404, null)]
    [TestCase("DELETE", "/v1/operations/none", "", 404, null)]
    public void What_is_wrong_is_refused_with_a_problem_that_names_it(string method, string path, string body, int status, string? field)
    {
        Configure();
        Begin();
        (int given, string headers, string answer) = Send(method, path, body);
        Assert.That(given, Is.EqualTo(status), answer);
        if (answer.Length == 0)
            return;
        JsonElement problem = JsonDocument.Parse(answer).RootElement;
        Assert.That(problem.TryGetProperty("field", out JsonElement named) ? named.GetString() : null, Is.EqualTo(field), answer);
        Assert.That(headers, Does.Contain("application/problem+json"));
    }

    [Test]
    public void A_body_that_is_too_large_or_something_else_is_refused()
    {
        Configure();
        Begin();
        Assert.That(Send("POST", "/v1/vms", "{\"name\": \"" + new string('a', 2 << 20) + "\"}").Status, Is.EqualTo(413));
        Assert.That(Send("POST", "/v1/vms", "name=agent", "application/x-www-form-urlencoded").Status, Is.EqualTo(415));
        Assert.That(Send("POST", "/v1/vms", "{\"name\": \"agent\"}", "application/jsonp").Status, Is.EqualTo(415));
        (int status, string headers, _) = Send("PATCH", "/v1/vms", "");
        Assert.That((status, headers), Is.EqualTo((405, headers)));
        Assert.That(headers, Does.Contain("Allow: GET, HEAD, POST"));
    }

    [Test]
    public void Two_hundred_connections_half_requests_and_slow_clients_keep_nobody_from_an_answer()
    {
        Configure();
        Begin();
        var held = new List<Socket>();
        for (int i = 0; i < 200; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
            socket.Send(Encoding.ASCII.GetBytes((i % 4) switch
            {
                0 => "",
                1 => "GET /v1/status HT",
                2 => "POST /v1/vms HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
                _ => "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ",
            }));
            held.Add(socket);
        }

        long begin = TimeProvider.System.GetTimestamp();
        Assert.That(Ask("/v1/status").Status, Is.EqualTo(200));
        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(10)));
        held.ForEach(socket => socket.Dispose());
        WaitUntil(() => Ask("/healthz").Status == 200, "it goes on");
    }

    private (int Status, string Headers, string Body) Post(string path, string body) => Send("POST", path, body);

    private (int Status, string Headers, string Body) Send(string method, string path, string body, string type = "application/json") =>
        Ask(path, method, $"Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n", body);

    /// <summary>The result of an operation that was begun, when it has ended well.</summary>
    private JsonElement Done((int Status, string Headers, string Body) begun)
    {
        Assert.That(begun.Status, Is.EqualTo(202), begun.Body);
        string at = "/v1/operations/" + JsonDocument.Parse(begun.Body).RootElement.GetProperty("id").GetString();
        Assert.That(begun.Headers, Does.Contain($"Location: {at}"));
        JsonElement operation = default;
        WaitUntil(() => (operation = JsonDocument.Parse(Ask(at).Body).RootElement).GetProperty("state").GetString() != "running", "the operation ends");
        Assert.That(operation.GetProperty("state").GetString(), Is.EqualTo("done"), operation.ToString());
        return operation.GetProperty("result");
    }

    private static string[] Names(JsonElement record) => [.. record.EnumerateObject().Select(member => member.Name)];
}
