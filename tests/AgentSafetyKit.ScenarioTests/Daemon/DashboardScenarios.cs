using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>The web page of the published executable: in a real browser, and asked by hand as somebody would who must not get in.</summary>
internal sealed class DashboardScenarios : DaemonScenario
{
    private const string Run = "20260101-000000-aaaa";

    /// <summary>Milliseconds: on a computer that does nothing else it is a third of it.</summary>
    private const int MostPaint = 300;

    [Test]
    public void A_person_sees_compares_and_brings_back()
    {
        Configure();
        Shell("mkdir src; printf 'import sys\\n\\ndef greet(name):\\n    \"\"\"Says hello.\"\"\"\\n    print(\"Hello, \" + name)\\n\\n\\ngreet(sys.argv[1])\\n' >src/main.py; echo keep me >notes.txt; seq 400 >data.csv; mkdir .git .git/hooks; echo a >.git/config");
        string first = Snapshot();
        Shell("sed -i 's/Hello, /Guten Tag, /; s/Says hello/Greets/' src/main.py; seq 500 >data.csv; echo x >\"$(printf 'invoice\\u202egpj.exe')\"; echo y >'<img src=x onerror=alert(1)>'; echo '#!/bin/sh' >.git/hooks/pre-commit; chmod +x .git/hooks/pre-commit");
        string second = Snapshot();
        Shell("rm notes.txt");
        MakeRun(first, second);
        Begin();
        WaitForSnapshots(3);
        WaitUntil(() => Ask("/v1/backups").Body.Contains("\"state\":\"ok\"", StringComparison.Ordinal), "the backup is known");
        JsonElement page = Invite();
        BrowserRun.Pass("looking", new Dictionary<string, object>
        {
            ["url"] = page.GetProperty("url").GetString()!, ["address"] = page.GetProperty("address").GetString()!, ["project"] = Project, ["first"] = first, ["paint"] = MostPaint,
            ["folder"] = JsonDocument.Parse(Ask("/v1/backups").Body).RootElement.GetProperty("backups")[0].GetProperty("id").GetString()!,
        });
        Assert.That(File.ReadAllText(Path.Combine(Project, "notes.txt")), Is.EqualTo("keep me\n"));
        Assert.That(File.ReadAllText(Path.Combine(Project, "src/main.py")), Does.Contain("Guten Tag"), "nothing else was touched");
    }

    [Test]
    public void Nobody_else_gets_in()
    {
        Configure();
        Begin();
        JsonElement page = Invite();
        string address = page.GetProperty("address").GetString()!.TrimEnd('/'), ticket = page.GetProperty("url").GetString()!.Split("#ticket=")[1], port = address.Split(':')[^1];
        Assert.That(address, Does.StartWith("http://127.0.0.1:"));
        Assert.That(Invite().GetProperty("address").GetString(), Is.EqualTo(address + "/"), "the port stays the same");
        string head = Curl(address + "/").Headers;
        foreach (string header in new[] { "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'", "frame-ancestors 'none'", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cross-Origin-Opener-Policy: same-origin" })
            Assert.That(head, Does.Contain(header));
        Assert.That(head, Does.Not.Contain("unsafe").And.Not.Contain("Set-Cookie").And.Not.Contain("Access-Control"));
        Assert.That(Curl(address + "/v1/status").Status, Is.EqualTo(401));
        Assert.That(Curl(address + "/", "-H", "Host: evil.example").Status, Is.EqualTo(403), "a name made to mean this computer");

        string body = $$"""{"ticket": "{{ticket}}"}""";
        Assert.That(Enter("""{"ticket": "AAAA"}""").Status, Is.EqualTo(403));
        Assert.That(Enter(body, "-H", "Origin: http://127.0.0.1:8080").Status, Is.EqualTo(403), "a page of another port");
        (int status, string headers, string said) = Enter(body);
        Assert.That(status, Is.EqualTo(200), said);
        Assert.That(headers, Does.Match($"(?m)^Set-Cookie: agsekit_page_{port}=[A-Za-z0-9_-]+; Path=/; HttpOnly; SameSite=Strict\r?$"));
        Assert.That(Enter(body).Status, Is.EqualTo(403), "a ticket opens once");

        string cookie = "Cookie: " + headers.Split("Set-Cookie: ")[1].Split(';')[0], key = "X-Agsekit-Page: " + JsonDocument.Parse(said).RootElement.GetProperty("key").GetString();
        string status1 = address + "/v1/daemon";
        Assert.That(Curl(status1, "-H", cookie, "-H", key).Status, Is.EqualTo(200));
        Assert.That(Curl(status1, "-H", cookie).Status, Is.EqualTo(401), "the cookie alone, which servers of a guest may see");
        Assert.That(Curl(status1, "-H", key).Status, Is.EqualTo(401), "the key alone");
        foreach (string foreign in new[] { "Origin: http://127.0.0.1:8080", "Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: cross-site" })
            Assert.That(Curl(status1, "-H", cookie, "-H", key, "-H", foreign).Status, Is.EqualTo(401).Or.EqualTo(403), foreign);
        string left = Shell(
            """curl -sN --max-time 20 -H "$2" -H "$3" "$1/v1/events" >stream & curl -s -o /dev/null -w '%{http_code} ' -X DELETE -H "$2" -H "$3" "$1/page/session"; wait $! && echo 0 || echo $?""", address, cookie, key);
        Assert.That(left, Does.StartWith("204 ").And.Not.Contain(" 28"), "what was open ends too");
        Assert.That(Curl(status1, "-H", cookie, "-H", key).Status, Is.EqualTo(401), "left");
        Assert.That(Shell("grep -rlF --devices=skip -- \"$1\" \"$2\" || true", ticket, Home), Is.Empty, "it is written nowhere");

        (int Status, string Headers, string Body) Enter(string ticketBody, params string[] more) => Curl(address + "/page/session", ["-H", "Content-Type: application/json", "--data", ticketBody, .. more]);
    }

    [Test]
    public void The_page_is_small_and_comes_at_once()
    {
        Configure();
        Begin();
        string address = Invite().GetProperty("address").GetString()!;
        Assert.That(Curl(address + "assets/none.js").Status, Is.EqualTo(404));
        string index = Shell("curl -s --compressed \"$1\"", address);
        string[] files = [.. System.Text.RegularExpressions.Regex.Matches(index, "(?:src|href)=\"/([^\"]+)\"").Select(match => match.Groups[1].Value)];
        Assert.That(files, Has.Length.GreaterThanOrEqualTo(3));
        long first = files.Sum(file => long.Parse(Shell("curl -s -o /dev/null -w '%{size_download}' \"$1\"", address + file), System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(first, Is.InRange(10_000, 130_000), "what the first look takes, compressed");
        foreach (string file in files.Where(file => file.StartsWith("assets/", StringComparison.Ordinal)))
            Assert.That(Curl(address + file).Headers, Does.Contain("immutable").And.Contain("Content-Encoding: gzip"));
        Assert.That(index, Does.Not.Contain("http://").And.Not.Contain("https://").And.Not.Match("<style|<script>| on[a-z]+="));
        Assert.That(new FileInfo(KitBinary.Path).Length, Is.LessThan(20_000_000L));
    }

    private JsonElement Invite()
    {
        CommandResult said = Kit.Run("dashboard", "--no-open", "--json");
        Assert.That(said.ExitCode, Is.Zero, said.ErrorText);
        return Json(said);
    }

    private (int Status, string Headers, string Body) Curl(string address, params string[] more)
    {
        string said = Shell("\"$@\"", ["curl", "-s", "-i", "--max-time", "20", .. more, address]);
        string[] parts = said.Split("\r\n\r\n", 2);
        return (int.Parse(parts[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), parts[0], parts[1]);
    }

    private void MakeRun(string before, string after)
    {
        string runs = Directory.CreateDirectory(Path.Combine(Home, "state/runs/ended")).FullName;
        (string began, string ended) = (TimeProvider.System.GetUtcNow().AddMinutes(-4).ToString("O"), TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("O"));
        File.WriteAllText(Path.Combine(runs, $"{Run}.json"), $$"""
            {"id": "{{Run}}", "agent": "one", "machine": "agent", "folder": "{{Project}}", "backupFolder": "{{Backups}}", "startedAt": "{{began}}", "endedAt": "{{ended}}",
             "beforeSnapshot": "{{before}}", "afterSnapshot": "{{after}}", "exitCode": 0, "name": "night", "isDetached": true}
            """);
    }
}
