using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>Sessions over the daemon's socket, and what programs in them try against them.</summary>
[Order(102)]
internal sealed class SessionScenarios : MachineScenario
{
    private const int Patience = 900_000;
    private ChildProcess? _daemon;

    [SetUp]
    public async Task BeginDaemon()
    {
        SharedMachine.WriteConfig(SharedMachine.MachineYaml + "boxes: {memory: 256M, pids: 60, exec_timeout: 30s}\napi: {max_sessions: 3}\n");
        _daemon = Kit.Start(Path.Combine(Root, "daemon.log"), "daemon", "run");
        await Until(() => Curl("GET", "/readyz").Status == 200, "the daemon is ready");
    }

    [TearDown]
    public async Task EndDaemon()
    {
        try
        {
            foreach (JsonElement session in Parsed(Curl("GET", "/v1/sessions").Body).GetProperty("sessions").EnumerateArray())
                Curl("DELETE", "/v1/sessions/" + session.GetProperty("id").GetString());
            Assert.That(Guest("podman ps -aq --filter label=agsekit=session"), Is.Empty, "containers");
        }
        finally
        {
            if (_daemon is { HasExited: false })
                await _daemon.StopAsync(TimeSpan.FromSeconds(25));
        }
    }

    [Test, Order(1), CancelAfter(Patience)]
    public async Task A_session_lives_works_and_ends()
    {
        JsonElement made = Create("""{"timeoutSeconds": 300, "agent": "text-analysis"}""");
        string at = "/v1/sessions/" + made.GetProperty("id").GetString();
        Assert.That((made.GetProperty("network").GetString(), made.GetProperty("limits").GetProperty("memory").GetInt64(), made.GetProperty("limits").GetProperty("pids").GetInt32()), Is.EqualTo(("none", 256L << 20, 60)));
        foreach ((string text, string mood, string keyword) in new[] { ("I love this wonderful editor. The editor is reliable.", "positive", "editor"), ("Ужасный редактор: ошибки и сбои, редактор постоянно падает.", "negative", "редактор") })
        {
            JsonElement output = Parsed(Post(at + "/execute", JsonSerializer.Serialize(new { input = text, options = new { summary = true } }), 200)).GetProperty("output");
            Assert.That((output.GetProperty("text_length").GetInt32(), output.GetProperty("sentiment").GetProperty("label").GetString(), output.GetProperty("keywords")[0].GetProperty("word").GetString()), Is.EqualTo((text.Length, mood, keyword)));
            Assert.That(output.GetProperty("summary").GetProperty("sentences").GetInt32(), Is.GreaterThan(0));
        }

        Assert.That(Run(at, "cat; echo said >&2; exit 4", "given"), Is.EqualTo((4, "given", "said\n", false)));
        Assert.That(Parsed(Post(at + "/execute", """{"agent": "command", "input": "echo $((6 * 7))"}""", 200)).GetProperty("stdout").GetString(), Is.EqualTo("42\n"));
        Assert.That(Curl("PUT", at + "/files/a/b.txt", "content").Status, Is.EqualTo(204));
        Assert.That(Curl("GET", at + "/files/a/b.txt"), Is.EqualTo((200, "content")));
        Assert.That((Curl("GET", at + "/files/none").Status, Curl("GET", at + "/files/a%2F..%2F..%2Fx").Status), Is.EqualTo((404, 404)), "an escaped slash is a part of a name");
        string streamed = Curl("POST", at + "/exec", """{"command": ["sh", "-c", "echo one; sleep 1; echo two >&2"]}""", "Accept: text/event-stream").Body;
        Assert.That(streamed, Does.Match("(?s)event: stdout\ndata: .*one.*event: stderr\ndata: .*two.*event: result\ndata: .*\"exitCode\":0"));

        CommandResult by = Kit.Run("session", "run", made.GetProperty("id").GetString()!, "--", "sh", "-c", "echo by hand; exit 3");
        Assert.That((by.ExitCode, by.OutputText), Is.EqualTo((3, "by hand\n")), by.ErrorText);
        string second = Kit.Run("session", "create").OutputText.Trim();
        Assert.That(Kit.Run("session", "list").OutputText, Does.Contain(second).And.Contain(made.GetProperty("id").GetString()));
        Assert.That((Kit.Run("session", "show", second).OutputText.Contains(second, StringComparison.Ordinal), Kit.Run("session", "delete", second).ExitCode, Kit.Run("session", "show", second).ExitCode != 0), Is.EqualTo((true, 0, true)));

        // It is there for the next daemon, too.
        await _daemon!.StopAsync(TimeSpan.FromSeconds(25));
        _daemon = Kit.Start(Path.Combine(Root, "daemon2.log"), "daemon", "run");
        await Until(() => Curl("GET", "/readyz").Status == 200, "the daemon is back");
        Assert.That(Run(at, "cat a/b.txt").Output, Is.EqualTo("content"));
        Assert.That((Curl("DELETE", at).Status, Curl("GET", at).Status, Curl("DELETE", at).Status), Is.EqualTo((204, 404, 404)));
    }

    [Test, Order(2), CancelAfter(Patience)]
    public void What_a_program_does_to_its_session_is_ended_and_stays_in_it()
    {
        string at = "/v1/sessions/" + Create("{}").GetProperty("id").GetString();
        Assert.That(Run(at, "touch /x /usr/x; cat /proc/net/dev | grep -c :; id -u; find / -xdev -perm /6000 2>/dev/null | wc -l").Output, Is.EqualTo("1\n1000\n0\n"), "read-only, no network, no root, nothing setuid");
        Assert.That(Run(at, "f() { f | f & }; f; sleep 1000", seconds: 5).Late, Is.True, "fork bomb");
        Assert.That(Run(at, "setsid sleep 1000 & exit 0").Code, Is.Zero);
        Assert.That(Run(at, "grep -lx sleep /proc/[0-9]*/comm | wc -l").Output, Is.EqualTo("1\n"), "only the one that keeps the session");
        Assert.That(Run(at, "exec python3 -c 'bytearray(10**9)'").Code, Is.EqualTo(137), "memory");
        Assert.That(Run(at, "head -c 400000000 /dev/zero >full; rm full; echo lives").Output, Is.EqualTo("lives\n"), "disk");
        JsonElement much = Parsed(Post(at + "/exec", """{"command": ["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"]}""", 200));
        Assert.That((much.GetProperty("stdout").GetString()!.Length, much.GetProperty("truncated").GetBoolean()), Is.EqualTo((1 << 20, true)));
        // An emulated VM may be too slow for 64 MiB within its time.
        JsonElement endless = Parsed(Post(at + "/exec", """{"command": ["yes"], "timeoutSeconds": 10}""", 200));
        Assert.That((endless.GetProperty("timedOut").GetBoolean() || endless.GetProperty("exitCode").GetInt32() == 137, endless.GetProperty("truncated").GetBoolean(), endless.GetProperty("stdout").GetString()!.Length), Is.EqualTo((true, true, 1 << 20)), "endless output");
        // Who hangs up ends it.
        Curl("POST", at + "/exec", """{"command": ["sleep", "1000"]}""", patience: 4);
        Assert.That(Run(at, "grep -lx sleep /proc/[0-9]*/comm | wc -l", again: true).Output, Is.EqualTo("1\n"));
        Assert.That(Curl("DELETE", at).Status, Is.EqualTo(204));
        Assert.That(Guest("pgrep -c -x 'sleep|yes|python3' || true"), Is.EqualTo("0\n"), "nothing goes on in the VM");
    }

    [Test, Order(3), CancelAfter(Patience)]
    public async Task Limits_are_told_and_time_is_up_on_time()
    {
        foreach ((string body, string field) in new[]
        {
            ("""{"timeoutSeconds": 0}""", "timeoutSeconds"), ("""{"limits": {"memory": 1}}""", "limits.memory"), ("""{"limits": {"pids": 61}}""", "limits.pids"), ("""{"network": "open"}""", "network"),
            ("""{"network": "filtered"}""", "network"), ("""{"image": "--privileged"}""", "image"), ("""{"agent": "nobody"}""", "agent"), ("""{"other": 1}""", "other"),
        })
            Assert.That(Parsed(Post("/v1/sessions", body, 422)).GetProperty("field").GetString(), Is.EqualTo(field), body);
        long begin = Stopwatch.GetTimestamp();
        string at = "/v1/sessions/" + Create("""{"timeoutSeconds": 30}""").GetProperty("id").GetString();
        Post(at + "/execute", $$"""{"agent": "command", "input": "{{new string('x', 10_001)}}"}""", 413);
        Assert.That(Curl("PUT", at + "/files/large", new string('x', (16 << 20) + 1)).Status, Is.EqualTo(413));
        // The rest of three, all at once with more than there may be.
        (int Status, string Body)[] all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Curl("POST", "/v1/sessions", "{}"))));
        Assert.That(all.Select(answer => answer.Status).Order(), Is.EqualTo(Enumerable.Repeat(201, 2).Concat(Enumerable.Repeat(429, 48))));
        await Until(() => Curl("GET", at).Status == 404, "it expires", 60);
        await Until(() => Guest("podman ps -q --filter label=agsekit=session | wc -l") == "2\n", "its container is gone", 60);
        Assert.That(Stopwatch.GetElapsedTime(begin).TotalSeconds, Is.GreaterThan(30));
        Assert.That(Curl("GET", "/metrics").Body, Does.Match("(?m)^agsekit_sessions_active 2$").And.Match("(?m)^agsekit_sessions_created_total 3$"));
    }

    [Test, Order(4), CancelAfter(Patience)]
    public async Task A_slow_client_holds_nobody_up_and_nothing_of_it_stays()
    {
        string at = "/v1/sessions/" + Create("{}").GetProperty("id").GetString();
        long before = Resident();
        using (Socket reader = Slow("POST", at + "/exec", """{"command": ["sh", "-c", "head -c 60000000 /dev/zero; sleep 1000"], "timeoutSeconds": 30}""", "Accept: text/event-stream\r\n"))
        using (Socket writer = Slow("PUT", at + "/files/slow", "x", "", length: 1_000_000))
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < 20; i++)
            {
                Assert.That(Curl("GET", at).Status, Is.EqualTo(200));
                await Task.Delay(250);
            }

            Assert.That(Stopwatch.GetElapsedTime(begin).TotalSeconds, Is.LessThan(15), "the others are answered");
            Assert.That(Resident() - before, Is.LessThan(40 << 20), "memory");
            writer.ReceiveTimeout = 60_000;
            Assert.That(EndOf(writer), Is.True, "who sends next to nothing is cut off");
        }

        // It has hung up: the session is free, and nothing runs in it.
        Assert.That(Run(at, "grep -lx sleep /proc/[0-9]*/comm | wc -l", again: true).Output, Is.EqualTo("1\n"));
        Assert.That(Curl("DELETE", at).Status, Is.EqualTo(204));
    }

    /// <summary>How many is a setting: 200 of them take a quarter of an hour in an emulated VM.</summary>
    [Test, Order(5), CancelAfter(4 * Patience)]
    public async Task Sessions_that_were_leave_nothing_behind()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("AGSEKIT_TEST_SESSIONS"), out int wanted) ? wanted : 12;
        SharedMachine.WriteConfig(SharedMachine.MachineYaml + "boxes: {memory: 256M, pids: 60, exec_timeout: 30s, pool: 2}\napi: {max_sessions: 6}\n");
        await Until(() => Curl("GET", "/metrics").Body.Contains("agsekit_sessions_ready 2", StringComparison.Ordinal), "two are kept ready", 120);
        string files = Guest(Left);
        (long memory, int open) = (Resident(), OpenFiles());
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (number, _) =>
        {
            // Some are deleted, others left to their time. Those count until their containers are gone, so there may be more than three.
            string at = "/v1/sessions/" + Create(number % 2 == 0 ? "{}" : """{"timeoutSeconds": 20}""").GetProperty("id").GetString();
            Assert.That(Run(at, "head -c 1000000 /dev/zero >/tmp/x; sleep 1000 & echo $((6 * 7))").Output, Is.EqualTo("42\n"));
            if (number % 2 == 0)
                Assert.That(Curl("DELETE", at).Status, Is.EqualTo(204));
            else
                await Until(() => Curl("GET", at).Status == 404, "it expires", 60);
        });
        await Until(() => Guest("podman ps -aq --filter label=agsekit=session | wc -l") == "2\n" && Curl("GET", "/metrics").Body.Contains("agsekit_sessions_ready 2", StringComparison.Ordinal), "only those that are kept ready are there", 120);
        Assert.Multiple(() =>
        {
            Assert.That(Guest(Left), Is.EqualTo(files), "containers, processes, files, control groups");
            Assert.That(Directory.EnumerateFiles(Path.Combine(Home, "state/sessions")), Is.Empty);
            Assert.That(OpenFiles(), Is.LessThan(open + 10), "open files of the daemon");
            Assert.That(Resident() - memory, Is.LessThan(16 << 20), "memory of the daemon");
        });
        SharedMachine.WriteConfig(SharedMachine.MachineYaml);
        await Until(() => Guest("podman ps -aq --filter label=agsekit=session").Length == 0, "none are kept ready any more", 60);
    }

    [Test, Order(6), CancelAfter(Patience)]
    public async Task Boxes_are_told_of_and_removed_when_their_time_is_over()
    {
        Assert.That(Kit.Run("box", "exec", "none", "--", "id").ExitCode, Is.EqualTo(2));
        Assert.That(Kit.Run("box", "brief", "--ttl", "15s").ExitCode, Is.Zero);
        Assert.That(Kit.Run("box", "lasting").ExitCode, Is.Zero);
        Assert.That(Parsed(Curl("GET", "/v1/boxes/lasting").Body).GetProperty("state").GetString(), Is.EqualTo("running"));
        await Until(() => Guest("podman ps -a --filter label=agsekit=box --format '{{.Names}}'; ls ~/.local/share/agsekit/boxes") == "agsekit-box-lasting\nlasting\n", "nobody asks for it, and it is removed", 60);
        Assert.That(Parsed(Curl("GET", "/v1/boxes").Body).GetProperty("boxes").EnumerateArray().Single().GetProperty("name").GetString(), Is.EqualTo("lasting"));
        Assert.That((Curl("GET", "/v1/boxes/brief").Status, Curl("DELETE", "/v1/boxes/lasting?vm=box").Status, Curl("DELETE", "/v1/boxes/lasting").Status), Is.EqualTo((404, 204, 404)));
        Assert.That(Curl("POST", "/v1/sessions", """{"image": "localhost/not/there:1"}""").Status, Is.EqualTo(503), "an image nobody has");
    }

    /// <summary>What there is of sessions in the VM, but for the names of those there are.</summary>
    private const string Left = "podman ps -aq | wc -l; pgrep -c 'conmon|crun|sleep' ; ls /run/user/1000/crun | wc -l; ls ~/.local/share/containers/storage/*-containers | wc -l; find /sys/fs/cgroup/user.slice -name 'libpod*' -type d | wc -l; mount | grep -c libpod; podman volume ls -q | wc -l";

    private string DaemonFolder => $"/proc/{_daemon!.Id}";

    private long Resident() => long.Parse(File.ReadLines(DaemonFolder + "/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10;

    private int OpenFiles() => Directory.EnumerateFileSystemEntries(DaemonFolder + "/fd").Count();

    private Socket Slow(string method, string path, string body, string headers, int? length = null)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(Home, "run/agsekit.sock")));
        socket.Send(Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length ?? body.Length}\r\n{headers}\r\n{body}"));
        return socket;
    }

    private static bool EndOf(Socket socket)
    {
        try
        {
            var buffer = new byte[65536];
            while (socket.Receive(buffer) > 0)
            {
                // The answer says why.
            }

            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private JsonElement Create(string body) => Parsed(Post("/v1/sessions", body, 201));

    private string Post(string path, string body, int status)
    {
        (int said, string answer) = Curl("POST", path, body);
        Assert.That(said, Is.EqualTo(status), answer);
        return answer;
    }

    private (int Code, string Output, string Error, bool Late) Run(string at, string line, string input = "", int seconds = 30, bool again = false)
    {
        string body = JsonSerializer.Serialize(new { command = new[] { "sh", "-c", line }, stdin = input, timeoutSeconds = seconds });
        (int Status, string Body) said = Curl("POST", at + "/exec", body);
        // What was hung up is still being ended for a moment.
        for (int tries = 0; again && said.Status == 409 && tries < 60; tries++)
        {
            Thread.Sleep(500);
            said = Curl("POST", at + "/exec", body);
        }

        Assert.That(said.Status, Is.EqualTo(200), said.Body);
        JsonElement end = Parsed(said.Body);
        return (end.GetProperty("exitCode").GetInt32(), end.GetProperty("stdout").GetString()!, end.GetProperty("stderr").GetString()!, end.GetProperty("timedOut").GetBoolean());
    }

    private (int Status, string Body) Curl(string method, string path, string? body = null, string header = "Accept: application/json", int patience = 240)
    {
        CommandResult said = new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of(
                "curl",
                ["-sS", "--max-time", $"{patience}", "--path-as-is", "--unix-socket", Path.Combine(Home, "run/agsekit.sock"), "-X", method, "-w", "\n%{http_code}", "-H", "Content-Type: application/json", "-H", header, .. body is null ? [] : new[] { "--data-binary", "@-" }, $"http://localhost{path}"]),
            Encoding.UTF8.GetBytes(body ?? ""), TimeSpan.FromSeconds(patience + 20), null, CancellationToken.None).GetAwaiter().GetResult();
        string text = said.OutputText;
        int end = text.LastIndexOf('\n');
        return (int.TryParse(text[(end + 1)..], out int status) ? status : 0, end > 0 ? text[..end] : "");
    }

    private static JsonElement Parsed(string text) => JsonDocument.Parse(text).RootElement;
}
