using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>The interface over TCP, asked with curl: promise 8 of the security model on the published executable.</summary>
[Parallelizable]
internal sealed class TcpScenarios : DaemonScenario
{
    [Test]
    public void Only_a_token_opens_it_and_only_until_it_is_removed()
    {
        int port = FreePort();
        Listen(port);
        Begin();
        string token = AddToken("laptop");
        WaitUntil(() => Curl(port, "/healthz", token).Status == 200, "it listens");
        Assert.That(Curl(port, "/v1/daemon", token).Body, Does.Contain($"api:127.0.0.1:{port}"));
        foreach ((string? given, string path) in new[] { ((string?)null, "/healthz"), (token + "x", "/v1/status"), (token[..^1], "/v1/status"), ("", "/v1/vms"), (null, "/v1/none") })
            RequireProblem(Curl(port, path, given), 401);
        Assert.That(Kit.Run("token", "list").OutputText, Does.Contain("laptop").And.Not.Contain(token[8..]));

        using (Socket stream = Stream(port, token))
        {
            Assert.That(Kit.Run("token", "remove", "laptop").ExitCode, Is.Zero);
            RequireProblem(Curl(port, "/v1/status", token), 401);
            Assert.That(EndOf(stream), Is.True, "what was open ends");
        }

        Assert.That(Everything(), Does.Not.Contain(token).And.Not.Contain(token[8..]), "a token is written nowhere");
    }

    [Test]
    public void Pages_of_the_web_and_foreign_names_are_refused_whatever_they_bring()
    {
        int port = FreePort();
        Listen(port);
        Begin();
        string token = AddToken("laptop");
        WaitUntil(() => Curl(port, "/healthz", token).Status == 200, "it listens");
        foreach (string header in new[] { "Host: evil.example", $"Host: evil.example:{port}", "Host: 127.0.0.1.evil.example", "Host: 10.0.0.1", "Origin: https://evil.example", "Origin: null", "Origin: http://localhost.evil.example" })
            RequireProblem(Curl(port, "/v1/status", token, "-H", header), 403);
        foreach (string header in new[] { $"Host: localhost:{port}", $"Host: [::1]:{port}", $"Origin: http://127.0.0.1:{port}" })
            Assert.That(Curl(port, "/healthz", token, "-H", header).Status, Is.EqualTo(200), header);
        (int status, string head, _) = Curl(port, "/healthz", token, "-X", "OPTIONS", "-H", $"Origin: http://localhost:{port}", "-H", "Access-Control-Request-Method: GET");
        Assert.That((status, head.Contains("Access-Control", StringComparison.OrdinalIgnoreCase)), Is.EqualTo((405, false)), "no page is told that it may");
    }

    [Test]
    public void Who_tries_too_often_waits_and_who_has_a_token_does_not()
    {
        int port = FreePort();
        Listen(port);
        Begin();
        string token = AddToken("laptop");
        WaitUntil(() => Curl(port, "/healthz", token).Status == 200, "it listens");
        int[] answers = [.. Enumerable.Range(0, 40).Select(_ => Curl(port, "/healthz", "wrong").Status)];
        Assert.That(answers, Does.Contain(401).And.Contain(429));
        (int status, string head, string body) = Curl(port, "/healthz", "wrong");
        RequireProblem((status, head, body), 429);
        Assert.That(head, Does.Match("(?im)^Retry-After: [0-9]+\r?$"));
        Assert.That(Curl(port, "/healthz", token).Status, Is.EqualTo(200));
        Assert.That(Curl(port, "/metrics", token).Body, Does.Match("(?m)^agsekit_rate_limited_total [1-9]"));
    }

    [Test]
    public void It_comes_goes_and_moves_with_the_configuration()
    {
        (int first, int second) = (FreePort(), FreePort());
        WriteConfig(Machines);
        Begin();
        string token = AddToken("laptop");
        Assert.That(Curl(first, "/healthz", token).Status, Is.Zero, "not unless it is asked for");
        Listen(first);
        WaitUntil(() => Curl(first, "/healthz", token).Status == 200, "it listens", 10);
        Listen(second);
        WaitUntil(() => Curl(second, "/healthz", token).Status == 200 && Curl(first, "/healthz", token).Status == 0, "it has moved", 10);
        WriteConfig(Machines);
        WaitUntil(() => Curl(second, "/healthz", token).Status == 0, "it is gone", 10);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Listen(((IPEndPoint)taken.LocalEndpoint).Port);
        WaitUntil(() => Events().Any(happened => happened.GetProperty("kind").GetString() == "service.failed" && happened.GetProperty("message").GetString()!.Contains("can not be opened", StringComparison.Ordinal)), "a taken port is told of", 10);
        Assert.That(Ask("/healthz").Status, Is.EqualTo(200));
    }

    [TestCase("0.0.0.0:3001")]
    [TestCase("192.168.1.2:3001")]
    [TestCase("example.org:3001")]
    public void Another_address_than_the_loopback_is_refused(string address)
    {
        WriteConfig($"{Machines}api: {{listen: '{address}'}}\n");
        CommandResult said = Kit.Run("config", "check");
        Assert.That(said.ExitCode, Is.EqualTo(3));
        Assert.That(said.OutputText, Does.Contain("api.listen").And.Contain("is not the loopback"));
    }

    private void Listen(int port) => WriteConfig($"{Machines}api: {{listen: '127.0.0.1:{port}'}}\n");

    private string AddToken(string name)
    {
        CommandResult said = Kit.Run("token", "add", name);
        Assert.That(said.ExitCode, Is.Zero, said.ErrorText);
        Assert.That(said.OutputText.Trim(), Does.Match(@"\Aagsekit_[A-Za-z0-9_-]{43}\z"));
        Assert.That(Kit.Run("token", "add", name).ExitCode, Is.EqualTo(2), "a name is taken once");
        return said.OutputText.Trim();
    }

    /// <summary>0: nobody listens. The token goes through a file: arguments can be read by everybody.</summary>
    private (int Status, string Headers, string Body) Curl(int port, string path, string? token, params string[] more)
    {
        string file = Path.Combine(Root, "header");
        File.WriteAllText(file, token is null ? "X-Nothing: 1\n" : $"Authorization: Bearer {token}\n");
        string[] words = ["curl", "-s", "-i", "--max-time", "20", "-H", $"@{file}", .. more, $"http://127.0.0.1:{port}{path}"];
        string said = Shell("\"$@\" || true", words);
        if (said.Length == 0)
            return (0, "", "");
        string[] parts = said.Split("\r\n\r\n", 2);
        return (int.Parse(parts[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), parts[0], parts[1]);
    }

    private static void RequireProblem((int Status, string Headers, string Body) answer, int status)
    {
        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        JsonElement problem = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That((problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()), Is.EqualTo((status, "permissionDenied")));
        Assert.That(answer.Headers, Does.Contain("application/problem+json"));
        Assert.That(answer.Headers.Contains("WWW-Authenticate: Bearer", StringComparison.Ordinal), Is.EqualTo(status == 401));
    }

    private static Socket Stream(int port, string token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 15_000 };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(System.Text.Encoding.ASCII.GetBytes($"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"));
        socket.Receive(new byte[4096]);
        return socket;
    }

    private static bool EndOf(Socket stream)
    {
        var buffer = new byte[4096];
        try
        {
            while (stream.Receive(buffer) > 0)
                continue;
            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    /// <summary>All that the product has written.</summary>
    private string Everything() => string.Join('\n', Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).Append(Log).Select(file =>
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }));
}
