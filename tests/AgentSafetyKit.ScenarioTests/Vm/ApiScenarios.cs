using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>What programs do with a VM over the daemon's socket, with curl as anybody's would.</summary>
internal sealed class ApiScenarios : MachineScenario
{
    private ChildProcess? _daemon;
    private ApiContract? _contract;

    [SetUp]
    public async Task BeginDaemon()
    {
        _daemon = Kit.Start(Path.Combine(Root, "daemon.log"), "daemon", "run");
        await Until(() => Curl("GET", "/readyz").Status == 200, "the daemon is ready");
    }

    [TearDown]
    public async Task EndDaemon()
    {
        if (_daemon is { HasExited: false })
            await _daemon.StopAsync(TimeSpan.FromSeconds(25));
    }

    [Test]
    public async Task A_run_is_begun_watched_reviewed_ended_and_undone()
    {
        File.WriteAllText(Path.Combine(Project, "kept"), "before\n");
        JsonElement begun = await Done(Curl("POST", "/v1/runs", $$"""{"agent": "{{LineAgent}}", "folder": "{{Project}}", "name": "remote", "arguments": ["echo \"hello $1\"; echo after >kept; sleep 1000", "agent", "you"]}"""));
        string id = begun.GetProperty("id").GetString()!;
        await Until(() => Curl("GET", "/v1/runs/remote/logs").Body.Contains("hello you", StringComparison.Ordinal), "its words are there");
        await Until(() => File.ReadAllText(Path.Combine(Project, "kept")) == "after\n", "it changes the folder");
        JsonElement seen = Json(Curl("GET", $"/v1/runs/{id}").Body);
        Assert.That((seen.GetProperty("state").GetString(), seen.GetProperty("name").GetString(), seen.GetProperty("vm").GetString()), Is.EqualTo(("running", "remote", Machine)));
        Assert.That(Curl("POST", $"/v1/vms/{Machine}/stop", "{}") is { Status: 202 } refused && (await Ended(refused)).GetProperty("problem").GetProperty("code").GetString() == "busy", "an agent works in it");
        Assert.That((await Ended(Curl("POST", $"/v1/runs/{id}/undo", "{}"))).GetProperty("problem").GetProperty("code").GetString(), Is.EqualTo("busy"));

        JsonElement ended = await Done(Curl("POST", $"/v1/runs/{id}/stop", """{"patienceSeconds": 2}"""));
        Assert.That(ended.GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.String));
        JsonElement review = Json(Curl("GET", $"/v1/runs/{id}/review").Body);
        Assert.That(review.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("path").GetString()), Does.Contain("kept"));
        Assert.That((await Done(Curl("POST", $"/v1/runs/{id}/undo", "{}"))).GetProperty("done").GetBoolean(), Is.True);
        Assert.That(File.ReadAllText(Path.Combine(Project, "kept")), Is.EqualTo("before\n"));
    }

    [Test]
    public async Task A_folder_is_mounted_and_its_VM_restarted()
    {
        JsonElement mount = await Done(Curl("POST", "/v1/mounts", $$"""{"source": "{{Project}}"}"""));
        Assert.That(mount.GetProperty("state").GetString(), Is.EqualTo("live"));
        JsonElement picture = Json(Curl("GET", "/v1/status").Body);
        Assert.That(picture.GetProperty("mounts")[0].GetProperty("state").GetString(), Is.EqualTo("live"));
        Assert.That(picture.GetProperty("vms")[0].GetProperty("processes").GetInt32(), Is.GreaterThan(5), "the guest was asked");
        string metrics = Curl("GET", "/metrics").Body;
        Assert.That(metrics, Does.Contain($"agsekit_vm_state{{vm=\"{Machine}\",state=\"running\"}} 1").And.Match($"(?m)^agsekit_vm_cpu_seconds_total\\{{vm=\"{Machine}\"\\}} [0-9.]+$").And.Contain("agsekit_mount_ok{"));
        Assert.That((await Done(Curl("POST", $"/v1/vms/{Machine}/restart"))).GetProperty("state").GetString(), Is.EqualTo("running"));
        await Until(() => MountState() == "live", "the folder is back", 90);
        await Ended(Curl("DELETE", $"/v1/mounts/{mount.GetProperty("id").GetString()}"));
        Assert.That(MountState(), Is.EqualTo("notMounted"));
    }

    private (int Status, string Body) Curl(string method, string path, string? body = null)
    {
        string[] content = body is null ? [] : ["-H", "Content-Type: application/json", "--data-binary", body];
        CommandResult said = new CommandRunner(TimeProvider.System).RunAsync(
            CommandSpec.Of("curl", ["-sS", "--max-time", "60", "--unix-socket", Path.Combine(Home, "run/agsekit.sock"), "-X", method, "-w", "\n%{http_code} %{content_type}", .. content, $"http://localhost{path}"]),
            default, TimeSpan.FromSeconds(70), null, CancellationToken.None).GetAwaiter().GetResult();
        string text = said.OutputText.TrimEnd();
        int end = text.LastIndexOf('\n');
        string[] verdict = text[(end + 1)..].Split(' ', 2);
        (int status, string answer) = (int.TryParse(verdict[0], out int code) ? code : 0, end > 0 ? text[..end] : "");
        if (status > 0 && path != "/openapi.json")
            (_contract ??= new ApiContract(Curl("GET", "/openapi.json").Body)).Check(method, path, status, verdict.Length > 1 ? verdict[1] : "", answer);
        return (status, answer);
    }

    private async Task<JsonElement> Ended((int Status, string Body) begun)
    {
        Assert.That(begun.Status, Is.EqualTo(202), begun.Body);
        string at = "/v1/operations/" + Json(begun.Body).GetProperty("id").GetString();
        JsonElement operation = default;
        await Until(() => (operation = Json(Curl("GET", at).Body)).GetProperty("endedAt").ValueKind == JsonValueKind.String, "the operation ends", 240);
        return operation;
    }

    private async Task<JsonElement> Done((int Status, string Body) begun)
    {
        JsonElement operation = await Ended(begun);
        Assert.That(operation.GetProperty("state").GetString(), Is.EqualTo("done"), operation.ToString());
        return operation.GetProperty("result");
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
