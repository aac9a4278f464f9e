using System.Globalization;
using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>
/// Agents known by name: really installed from the npm registry, in versions that are small enough for an emulated VM, and a whole run of one that talks to a model server of the host. After the bundles: it uses their Node.js.
/// </summary>
[Order(101)]
internal sealed class AgentScenarios : ForwardScenario
{
    private const string HostCertificates = "/etc/ssl/certs/ca-certificates.crt";
    private const int Patience = 900_000;

    /// <summary>Versions that run with the Node.js of Debian 12, and whose packages are of a few megabytes and need few others.</summary>
    private const string Codex = "0.20.0", Claude = "0.2.9";

    /// <summary>What an agent does, in a dozen lines: asks the model, and does to the folder what it says.</summary>
    private const string Scripted = """
        import json, os, sys, urllib.request
        body = json.dumps({"model": os.environ["SCRIPTED_MODEL"], "messages": [{"role": "user", "content": sys.argv[1]}]}).encode()
        ask = urllib.request.Request(os.environ["SCRIPTED_URL"] + "/chat/completions", body, {"Authorization": "Bearer " + os.environ["SCRIPTED_KEY"], "Content-Type": "application/json"})
        said = json.loads(json.load(urllib.request.urlopen(ask))["choices"][0]["message"]["content"])
        for name, text in said["write"].items():
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            open(name, "w").write(text)
        print(said["say"])
        """;

    private void ConfigureAgents(string agents, string machineKeys = "")
    {
        Configure(moreAgents: agents);
        string file = Path.Combine(Home, "config.yaml");
        SharedMachine.WriteConfig(File.ReadAllText(file).Replace("image:", $"ca_certificates: [{HostCertificates}], {machineKeys}image:", StringComparison.Ordinal));
    }

    private string StateOf(string agent) => Json("agents").GetProperty("agents").EnumerateArray().Single(one => one.GetProperty("name").GetString() == agent).GetProperty("state").GetString()!;

    [Test, Order(1), CancelAfter(Patience)]
    public async Task An_installation_that_was_killed_half_way_is_gone_on_with_and_the_agent_runs()
    {
        ConfigureAgents($"  codex: {{type: codex, vm: {Machine}, version: {Codex}}}\n  second: {{type: codex, vm: {Machine}, version: {Codex}, own_home: true}}\n");
        Assert.That(StateOf("codex"), Is.EqualTo("missing"));
        ChildProcess install = Kit.Start(AgentLog, "install-agents", "codex");
        await Until(() => Kit.Run("exec", Machine, "--", "pgrep", "-f", "npm install").ExitCode == 0 || install.HasExited, "npm at work in the guest", 600);
        await SharedMachine.KillAsync(install.Id);

        CommandResult again = Kit.Run("install-agents", "codex");
        Assert.That((again.ExitCode, again.OutputText), Is.EqualTo((0, $"codex is installed in VM 'box': {Codex}\n")).Or.EqualTo((0, $"codex is already there in VM 'box': {Codex}\n")), again.ErrorText);
        Assert.That(Kit.Run("install-agents", "codex", "--all-vms").OutputText, Is.EqualTo($"codex is already there in VM 'box': {Codex}\n"));
        CommandResult update = Kit.Run("update-agents", "codex");
        Assert.That((update.ExitCode, update.OutputText.Contains(Codex, StringComparison.Ordinal)), Is.EqualTo((0, true)), update.ErrorText);
        Assert.That(StateOf("codex"), Is.EqualTo("installed"));
        Assert.That(Kit.Run("run", "codex", "--version").OutputText, Is.EqualTo($"codex-cli {Codex}\n"));
        Assert.That(Kit.Run("run", "second", "--help").OutputText, Does.Contain("codex"));
        Assert.That(Guest("cat /etc/logrotate.d/agsekit-codex; stat -c %U ~/.local/share/agsekit/agents/codex/version; ls -d ~/.local/share/agsekit/homes/second"), Does.Contain("codex-tui.log").And.Contain("ubuntu"));
    }

    [Test, Order(2), CancelAfter(Patience)]
    public void A_run_installs_what_is_missing_and_says_so()
    {
        ConfigureAgents($"  claude: {{type: claude, vm: {Machine}, version: {Claude}}}\n");
        CommandResult run = Kit.Run("run", "claude", "--version");
        Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((0, Claude + "\n")), run.ErrorText);
        Assert.That(run.ErrorText, Does.Contain("claude: installing @anthropic-ai/claude-code " + Claude));
    }

    [Test, Order(3), CancelAfter(Patience)]
    public void What_can_not_be_had_is_named_at_once_with_its_host()
    {
        Directory.CreateDirectory(Path.Combine(Home, "agents"));
        string own = Path.Combine(Home, "agents/gone.yaml");
        File.WriteAllText(own, "program: gone\ninstall: {npm: \"@agsekit-test/there-is-no-such-package\"}\n");
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ConfigureAgents($"  aider: {{type: aider, vm: {Machine}}}\n  gone: {{type: gone, vm: {Machine}}}\n  codex: {{type: codex, vm: {Machine}, version: 9.9.9}}\n");
        Guest("echo '127.0.0.1 pypi.org' | sudo tee -a /etc/hosts >/dev/null");
        try
        {
            long begin = TimeProvider.System.GetTimestamp();
            CommandResult aider = Kit.Run("install-agents", "aider");
            Assert.That((aider.ExitCode, TimeProvider.System.GetElapsedTime(begin).TotalSeconds < 60), Is.EqualTo((5, true)));
            Assert.That(aider.ErrorText, Does.Contain("cause: pypi.org can not be reached from inside the VM").And.Contain("package_mirrors"));
            CommandResult gone = Kit.Run("install-agents", "gone");
            Assert.That(gone.ErrorText, Does.Contain("has no package: @agsekit-test/there-is-no-such-package").And.Contain("renamed"));
            Assert.That(Kit.Run("install-agents", "codex").ErrorText, Does.Contain("there is no such version"));
            Assert.That(Kit.Run("run", "codex", "--version").OutputText, Is.EqualTo($"codex-cli {Codex}\n"), "the one that is there stays");
        }
        finally
        {
            // Without its definition the configuration would be wrong.
            Configure();
            File.Delete(own);
            Guest("sudo sed -i '/ pypi.org$/d' /etc/hosts");
        }
    }

    [Test, Order(4)]
    public async Task A_whole_run_with_a_model_server_of_the_host_is_reviewed_and_undone()
    {
        await using var server = new ModelServer("\"{\\\"say\\\": \\\"all done\\\", \\\"write\\\": {\\\"src/new.py\\\": \\\"print(1)\\\\n\\\", \\\"package.json\\\": \\\"{}\\\", \\\".git/hooks/pre-commit\\\": \\\"evil\\\"}}\"");
        Directory.CreateDirectory(Path.Combine(Home, "agents"));
        string own = Path.Combine(Home, "agents/scripted.yaml"), key = Path.Combine(Root, "key");
        File.WriteAllText(own, "program: python3\nopenai: {protocol: openai, key: SCRIPTED_KEY, env: {SCRIPTED_URL: \"{url}\"}, model_env: {SCRIPTED_MODEL: \"{model}\"}}\n");
        File.WriteAllText(key, "canary-key\n");
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string port = server.Port.ToString(CultureInfo.InvariantCulture);
        ConfigureAgents(
            $"  scripted: {{type: scripted, vm: {Machine}, openai_api: {{url: \"http://127.0.0.1:7300/v1\", model: tiny, key_from: {{file: {key}}}}}}}\n",
            $"auto_ports: false, port-forwarding: [{{type: remote, host-addr: \"127.0.0.1:{port}\", vm-addr: \"127.0.0.1:7300\"}}], ");
        Keep();
        await UntilUp(1);
        try
        {
            CommandResult run = Kit.Run("run", "--debug", "scripted", "-c", Scripted, "Write me a program");
            Assert.That((run.ExitCode, run.OutputText), Is.EqualTo((0, "all done\n")), run.ErrorText);
            Assert.That(run.ErrorText, Does.Not.Contain("canary-key"));
            Assert.That(server.Requests.Single(), Does.StartWith("POST /v1/chat/completions ").And.Contain("Authorization: Bearer canary-key").And.Contain("Write me a program").And.Contain("\"tiny\""));
            JsonElement[] items = [.. Json("review").GetProperty("items").EnumerateArray()];
            Assert.That(items.Where(item => item.GetProperty("warning").ValueKind == JsonValueKind.String).Select(item => item.GetProperty("path").GetString()), Is.EqualTo(new[] { ".git/hooks/pre-commit", "package.json" }));
            Assert.That(Kit.Run("undo", "--yes", "package.json").ExitCode, Is.Zero);
            Assert.That((File.Exists(Path.Combine(Project, "package.json")), File.Exists(Path.Combine(Project, "src/new.py"))), Is.EqualTo((false, true)), "only the path that was named");
            Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);
            Assert.That(Directory.EnumerateFileSystemEntries(Project), Is.Empty);
        }
        finally
        {
            Configure();
            File.Delete(own);
        }
    }
}
