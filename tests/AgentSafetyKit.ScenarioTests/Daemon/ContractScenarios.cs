using System.Text.Json;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>Every route that needs no VM, asked once, each answer held against the description; that of those with a VM is held where they are used.</summary>
[Parallelizable]
internal sealed class ContractScenarios : DaemonScenario
{
    /// <summary>Answered as asked only with a VM: Vm/ApiScenarios.</summary>
    private static readonly string[] NeedVm =
    [
        "DELETE /v1/vms/{name}", "POST /v1/vms/{name}/start", "POST /v1/vms/{name}/stop", "POST /v1/vms/{name}/restart", "DELETE /v1/mounts/{mount}", "POST /v1/runs", "POST /v1/runs/{id}/stop", "POST /v1/runs/{id}/kill",
        "GET /v1/runs/{id}/logs", "GET /v1/runs/{id}/attach", "GET /v1/boxes/{name}", "DELETE /v1/boxes/{name}", "POST /v1/sessions", "GET /v1/sessions/{id}", "DELETE /v1/sessions/{id}", "POST /v1/sessions/{id}/execute", "POST /v1/sessions/{id}/exec", "PUT /v1/sessions/{id}/files/{path}",
        "GET /v1/sessions/{id}/files/{path}",
    ];

    [Test]
    public void Every_answer_is_as_it_is_described()
    {
        // An image that is not there: nothing is made, however often it is asked for.
        WriteConfig($$"""
            vms: {agent: {cpu: 1, ram: 1G, disk: 5G, provider: qemu, image: 'file:///nonexistent/image'} }
            mounts:
              - {source: "{{Project}}", min_free_space: 1M}
            agents:
              one: {type: command, command: [sh]}
            """);
        Shell("echo one >a; mkdir d; ln -s a d/link; seq 3 >d/b");
        Begin();
        WaitForSnapshots(1);
        WaitUntil(() => Ask("/v1/backups").Body.Contains("\"state\":\"ok\"", StringComparison.Ordinal), "the backup is known");
        string folder = JsonDocument.Parse(Ask("/v1/backups").Body).RootElement.GetProperty("backups")[0].GetProperty("id").GetString()!;
        string at = $"/v1/backups/{folder}", first = JsonDocument.Parse(Ask(at + "/snapshots").Body).RootElement.GetProperty("snapshots")[0].GetProperty("id").GetString()!;
        Shell("echo two >a; rm d/b");
        MakeRun(first);
        foreach (string path in new[]
        {
            "/healthz", "/readyz", "/openapi.json", "/metrics", "/v1/status", "/v1/daemon", "/v1/operations", "/v1/vms", "/v1/vms/agent", "/v1/mounts", $"/v1/mounts/{folder}", "/v1/agents", "/v1/agents/one", "/v1/forwards", "/v1/boxes", "/v1/sessions", "/v1/runs",
            "/v1/runs/20260101-000000-aaaa", "/v1/runs/20260101-000000-aaaa/review", at, $"{at}/snapshots", $"{at}/diff?from={first}&content=true", $"{at}/history?path=a", $"{at}/usage", $"{at}/snapshots/{first}/file?path=d/b", "/v1/doctor",
        })
            Assert.That(Ask(path).Status, Is.EqualTo(200), path);
        Assert.That(Ask("/v1/dashboard", "POST", "Content-Length: 0\r\n").Status, Is.EqualTo(200));
        foreach (string method in new[] { "PUT", "DELETE" })
            Assert.That(Ask($"{at}/snapshots/{first}/pin", method, "Content-Length: 0\r\n").Status, Is.EqualTo(200), method);
        foreach ((string path, string body) in new[]
        {
            ($"{at}/restore", $$"""{"snapshot": "{{first}}", "dryRun": true}"""), ($"{at}/restore", $$"""{"snapshot": "{{first}}"}"""), ($"{at}/verify", ""), ("/v1/runs/20260101-000000-aaaa/undo", """{"dryRun": true}"""),
        })
            Ended(path, body, "done");
        MakeTripped(folder, first);
        Assert.That(Ask("/v1/tripwires").Body, Does.Contain("\"lost\":200"));
        Assert.That(Ask($"/v1/tripwires/{folder}/continue", "POST", "Content-Length: 0\r\n").Status, Is.EqualTo(200));
        Assert.That(Ask($"/v1/tripwires/{folder}/continue", "POST", "Content-Length: 0\r\n").Status, Is.EqualTo(404), "it was answered");
        MakeTripped(folder, first);
        Ended($"/v1/tripwires/{folder}/undo", "", "done");
        // Without what a VM is made of these fail, as operations do.
        Ended("/v1/vms", """{"name": "agent"}""", "failed");
        Ended("/v1/mounts", $$"""{"source": "{{Project}}"}""", "failed");
        Assert.That(Ask("/v1/operations/" + Ended($"{at}/verify", "", "done"), "DELETE").Status, Is.EqualTo(202));
        Assert.That(EventsOf(), Is.Not.Empty);
        foreach (string path in new[] { "/v1/vms/none", "/v1/agents/none", "/v1/mounts/none", "/v1/runs/none", "/v1/backups/none", "/v1/operations/none", $"{at}/diff?from=x", $"{at}/history", $"{at}/history?path=none", $"{at}/snapshots/{first}/file?path=none", $"{at}/snapshots/none/file?path=a", "/v1/runs/none/attach" })
            Assert.That(Ask(path).Status, Is.InRange(400, 499), path);
        Assert.That(Contract.Routes.Except(Contract.Proved), Is.EquivalentTo(NeedVm.Append("GET /v1/events")), "an answer of each was held against its description");
    }

    private string Ended(string path, string body, string state)
    {
        (int status, _, string said) = Ask(path, "POST", $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n", body);
        Assert.That(status, Is.EqualTo(202), said);
        string id = JsonDocument.Parse(said).RootElement.GetProperty("id").GetString()!;
        JsonElement operation = default;
        WaitUntil(() => (operation = JsonDocument.Parse(Ask($"/v1/operations/{id}").Body).RootElement).GetProperty("endedAt").ValueKind == JsonValueKind.String, "it ends");
        Assert.That(operation.GetProperty("state").GetString(), Is.EqualTo(state), operation.ToString());
        return id;
    }

    /// <summary>Each event of the stream is an EventRecord, as events --json prints.</summary>
    private JsonElement[] EventsOf()
    {
        JsonElement[] events = Events();
        foreach (JsonElement happened in events)
            Contract.CheckAs("EventRecord", happened);
        return events;
    }

    /// <summary>A run that has ended, as its record lies on the disk.</summary>
    private void MakeTripped(string mount, string snapshot)
    {
        string mounts = Directory.CreateDirectory(Path.Combine(Home, "state/mounts")).FullName;
        File.Delete(Path.Combine(mounts, mount + ".word"));
        File.WriteAllText(Path.Combine(mounts, mount + ".tripped"), $$"""
            {"id": "{{mount}}", "source": "{{Project}}", "machine": "agent", "at": "2026-01-01T00:00:00+00:00", "lost": 200, "examples": ["a"], "backupFolder": "{{Backups}}", "goodSnapshot": "{{snapshot}}", "isSaved": true}
            """);
    }

    private void MakeRun(string snapshot)
    {
        string runs = Directory.CreateDirectory(Path.Combine(Home, "state/runs/ended")).FullName;
        File.WriteAllText(Path.Combine(runs, "20260101-000000-aaaa.json"), $$"""
            {"id": "20260101-000000-aaaa", "agent": "one", "machine": "agent", "folder": "{{Project}}", "backupFolder": "{{Backups}}", "startedAt": "2026-01-01T00:00:00+00:00", "endedAt": "2026-01-01T00:01:00+00:00",
             "beforeSnapshot": "{{snapshot}}", "exitCode": 0, "name": "night", "isDetached": true}
            """);
    }
}
