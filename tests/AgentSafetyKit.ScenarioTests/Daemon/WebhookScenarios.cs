using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>Who wants to know of the end of sessions, over real HTTP. The sessions are records of VMs that do not run: they end like any other.</summary>
[Parallelizable]
internal sealed class WebhookScenarios : DaemonScenario
{
    private const string Key = "a key that nobody guesses";

    [Test]
    public void The_end_of_a_session_is_told_signed_and_again_until_it_is_heard()
    {
        (int port, int other, int six) = (FreePort(), FreePort(), FreePort());
        File.WriteAllText(Path.Combine(Root, "key"), Key + "\n");
        WriteConfig($$"""
            {{Machines}}
            api:
              webhooks:
                - {url: 'http://127.0.0.1:{{port}}/ended?for=us', secret_from: {file: {{Root}}/key} }
                - {url: 'http://localhost:{{other}}/moved', secret_from: {command: 'cat {{Root}}/key'} }
                - {url: 'http://[::1]:{{six}}/six', secret_from: {file: {{Root}}/key} }
            """);
        string id = LeaveSession();
        using WebhookReceiver sixth = new WebhookReceiver(six, _ => "200 OK", IPAddress.IPv6Loopback).Begin();
        using WebhookReceiver moved = new WebhookReceiver(other, _ => $"302 Found\r\nLocation: http://127.0.0.1:{port}/elsewhere").Begin();
        ChildProcess first = Begin();
        WaitUntil(() => Events().Any(one => Kind(one) == "webhook.failed" && one.GetProperty("message").GetString()!.Contains($":{port} ", StringComparison.Ordinal)), "nobody listens, which is told");
        Assert.That(End(first, Signal.Kill), Is.EqualTo(137));

        // The next daemon goes on with it.
        using WebhookReceiver receiver = new WebhookReceiver(port, number => number == 0 ? "500 Oh" : "204 Thanks").Begin();
        Begin();
        WaitUntil(() => receiver.Heard.Length == 2 && moved.Heard.Length >= 2, "it is told again");
        WaitUntil(() => Kinds().Contains("webhook.mended"), "which is told");
        JsonElement[] told = [.. receiver.Heard.Select(heard => Signed(heard, "POST /ended?for=us HTTP/1.1"))];
        Assert.That(told.Select(one => one.GetProperty("id").GetString()).Distinct().Count(), Is.EqualTo(1), "the same message");
        JsonElement session = told[0].GetProperty("session");
        Assert.That(
            (told[0].GetProperty("event").GetString(), told[0].GetProperty("reason").GetString(), session.GetProperty("id").GetString(), session.GetProperty("state").GetString(), session.GetProperty("agent").GetString()),
            Is.EqualTo(("session.ended", "expired", id, "ended", "quo\"ted\\")));
        Signed(moved.Heard[0], "POST /moved HTTP/1.1");
        Signed(sixth.Heard.Single(), "POST /six HTTP/1.1");
        Assert.That(receiver.Heard.Any(heard => heard.Head.Contains("elsewhere", StringComparison.Ordinal)), Is.False, "no redirection is followed");
        WaitUntil(() => Directory.EnumerateFiles(Path.Combine(Home, "state/webhooks"), "*.json").Count() == 1, "only the one that was sent elsewhere is left");
        Assert.That(Shell("grep -rlF 'nobody guesses' \"$1\" || true", Root).Trim(), Is.EqualTo(Path.Combine(Root, "key")), "the key is written nowhere");
    }

    [TestCase("https://hooks.example.org/x", "", "is not this computer, and not one of api.webhook_hosts")]
    [TestCase("http://169.254.169.254/x", "", "is not this computer")]
    [TestCase("http://hooks.example.org/x", "hooks.example.org", "is called by https only")]
    public void Nobody_is_called_who_was_not_named(string url, string allowed, string said)
    {
        WriteConfig($"{Machines}api: {{webhooks: [{{url: '{url}', secret_from: {{env: HOME}}}}], webhook_hosts: [{allowed}]}}\n");
        CommandResult check = Kit.Run("config", "check");
        Assert.That(check.ExitCode, Is.EqualTo(3));
        Assert.That(check.OutputText, Does.Contain("api.webhooks[0].url").And.Contain(said));
    }

    private static string? Kind(JsonElement happened) => happened.GetProperty("kind").GetString();

    /// <summary>Verified as the documentation says.</summary>
    private static JsonElement Signed((string Head, string Body) heard, string line)
    {
        Assert.That(heard.Head, Does.StartWith(line).And.Contain("Content-Type: application/json"));
        string header = heard.Head.Split("\r\n").Single(one => one.StartsWith("X-Agsekit-Signature: ", StringComparison.Ordinal))["X-Agsekit-Signature: ".Length..];
        string[] parts = header.Split(',');
        string time = parts[0]["t=".Length..];
        Assert.That(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(time, System.Globalization.CultureInfo.InvariantCulture), Is.InRange(-5, 120));
        Assert.That(parts[1], Is.EqualTo("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{time}.{heard.Body}")))));
        return JsonDocument.Parse(heard.Body).RootElement;
    }

    /// <summary>A session whose time is over, of a daemon that is no more.</summary>
    private string LeaveSession()
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), folder = Path.Combine(Home, "state/sessions");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(folder, id + ".json"), $$"""
            {"id": "{{id}}", "machine": "agent", "container": "{{new string('a', 64)}}", "owner": "", "createdAt": "2026-01-01T00:00:00Z", "expiresAt": "2026-01-01T00:05:00Z", "image": "default",
             "memoryBytes": 1000000, "cores": 1, "processes": 10, "network": 0, "agent": "quo\"ted\\"}
            """);
        return id;
    }
}
