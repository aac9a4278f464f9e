using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Effective;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class ConfigWriterTests
{
    private const string Text = """
        global: {provider: qemu}
        vms:
          main:
            cpu: 2
            ram: 1536M
            disk: 20G
            cloud-init: {chpasswd: CANARY, "odd key": 1}
        mounts:
          - source: "~/my work"
            backups: off
        agents:
          shell:
            type: command
            env: {TOKEN: CANARY}
            env_from: {KEY: {file: /CANARY}, OTHER: {command: echo CANARY}, THIRD: {env: CANARY}}
            command: [bash, -l, "on"]
        """;

    [Test]
    public void Yaml_says_what_holds_and_where_it_comes_from() => Assert.That(ConfigWriter.ToYaml(Sample.Config(Text), Language.English), Is.EqualTo("""
        global:
          ssh_keys_folder: /home/anna/.config/agsekit/ssh  # default
          portforward_config_check_interval_sec: 10   # default
          http_proxy_port_pool: {start: 48000, end: 49000}  # default
          provider: qemu                              # line 1
          language: auto                              # default
          idle: {unmount_after: never, stop_vm_after: never}  # default
        vms:
          main:
            cpu: 2                                    # line 4
            ram: 1536M                                # line 5
            disk: 20G                                 # line 6
            image: default                            # default
            provider: qemu                            # default
            network: open                             # default
            cloud-init: {chpasswd: hidden, "odd key": hidden}  # line 7
            allowed_agents: null                      # default
            other_folders: refuse                     # default
            install: []                               # default
            ca_certificates: []                       # default
            package_mirrors: {apt: null, npm: null, pip: null}  # default
            proxychains: ""                           # default
            http_proxy: ""                            # default
            port-forwarding: []                       # default
            auto_ports: true                          # default
        mounts:
          - source: "/home/anna/my work"              # line 9
            target: "/home/ubuntu/my work"            # default
            backup: "/home/anna/backups-my work"      # default
            interval: 5                               # default
            max_backups: 100                          # default
            backup_clean_method: thin                 # default
            first_backup: true                        # default
            vm: main                                  # default
            allowed_agents: null                      # default
            backups: off                              # line 10
            continuous: true                          # default
            exclude: []                               # default
            max_backup_size: null                     # default
            max_snapshot_new_bytes: 10G               # default
            max_file_size: null                       # default
            max_files: 2000000                        # default
            min_free_space: 2G                        # default
            type: guarded                             # default
            read_only: false                          # default
            protect: [".git/hooks", ".git/config", ".git/config.worktree", ".git/commondir", /HEAD, ".githooks", ".husky", ".pre-commit-config.yaml", ".vscode", ".idea", ".devcontainer", ".envrc", ".github/workflows", ".gitlab-ci.yml", ".circleci", Jenkinsfile, ".agsekit-restrict"]  # default
            hide: []                                  # default
            guest_local: []                           # default
            tripwire: {files: 200, percent: 30, seconds: 10}  # default
            attribute_timeout: 1                      # default
            max_run_bytes: null                       # default
            max_run_files: null                       # default
        agents:
          shell:
            type: command                             # line 13
            vm: main                                  # default
            vms: [main]                               # default
            env: {TOKEN: hidden}                      # line 14
            env_from: {KEY: {file: /hidden}, OTHER: {command: hidden}, THIRD: {env: hidden}}  # line 15
            default-args: []                          # default
            proxychains: null                         # default
            http_proxy: null                          # default
            command: [bash, "-l", "on"]               # line 16
            openai_api: null                          # default
            version: null                             # default
            own_home: false                           # default
        boxes:
          image: default                              # default
          memory: 512M                                # default
          cpus: 1                                     # default
          pids: 100                                   # default
          network: none                               # default
          allow: []                                   # default
          ttl: 300s                                   # default
          max: 10                                     # default
          exec_timeout: 60s                           # default
          pool: 0                                     # default
        api:
          listen: null                                # default
          rate_limit: {requests: 100, window: 900s}   # default
          max_sessions: 10                            # default
          webhooks: []                                # default
          webhook_hosts: []                           # default
        logging:
          level: info                                 # default
          format: auto                                # default

        """));

    [Test]
    public void Shown_yaml_reads_as_the_same_settings()
    {
        KitConfig config = Sample.Config(Text);
        KitConfig again = Sample.Config(ConfigWriter.ToYaml(config, Language.Russian));
        Assert.That(Settings(again), Is.EqualTo(Settings(config)));
    }

    [Test]
    public void Json_is_camel_case_and_tells_set_from_default()
    {
        JsonElement root = JsonDocument.Parse(ConfigWriter.ToJson(Sample.Config(Text))).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(root.GetProperty("vms")[0].GetProperty("ramBytes").GetInt64(), Is.EqualTo(1536L << 20));
            Assert.That(root.GetProperty("mounts")[0].GetProperty("backups").GetBoolean(), Is.False);
            Assert.That(root.GetProperty("agents")[0].GetProperty("env")[0].GetString(), Is.EqualTo("TOKEN"));
            Assert.That(root.GetProperty("agents")[0].GetProperty("envFrom").GetProperty("KEY").GetString(), Is.EqualTo("file"));
            Assert.That(root.GetProperty("vms")[0].GetProperty("allowedAgents").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(root.GetProperty("setAt").GetProperty("mounts[0].backups").GetInt32(), Is.EqualTo(10));
            Assert.That(root.GetProperty("setAt").TryGetProperty("mounts[0].interval", out _), Is.False);
        }
    }

    [Test]
    public void Neither_form_shows_a_secret()
    {
        KitConfig config = Sample.Config(Text);
        Assert.That(ConfigWriter.ToYaml(config, Language.English) + ConfigWriter.ToJson(config), Does.Not.Contain("CANARY"));
    }

    [Test]
    public void Problems_become_records()
    {
        ConfigProblemRecord[] records = [.. Sample.Read("modes: 1\n").Problems.Select(p => ConfigProblemRecord.Of(p, Language.English))];
        string json = JsonSerializer.Serialize(records, EffectiveConfigJson.Default.ConfigProblemRecordArray);
        Assert.That(json, Does.Contain("\"rule\": \"unknownKey\"").And.Contain("\"severity\": \"error\"").And.Contain("\"line\": 1"));
    }

    internal static string Settings(KitConfig config) => JsonSerializer.Serialize(ConfigWriter.ToRecord(config) with { SetAt = System.Collections.Immutable.ImmutableSortedDictionary<string, int>.Empty }, EffectiveConfigJson.Default.EffectiveConfig);
}
