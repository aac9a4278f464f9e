using System.Text;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>What users read, word for word.</summary>
public sealed class ConfigProblemTests
{
    internal const string Wrong = """
        global:
          providr: qemu
          language: de
        vms:
          Main:
            cpu: 16
            ram: 4
            disk: lots
            netwrok: none
          second: {cpu: 2.5, ram: 1G}
        mounts:
          - source: work
            backups: yes
            target: ~/p
          - source: /p/x
            backup: /p/x/b
            vm: secnd
            type: native
            allowed_agents: [shel, claude]
          - backup: 5
            cpu: 3
        agents:
          shell:
            type: comand
          bash:
            type: command
            env: {A: [CANARY], "B-C": CANARY}
            env_from: {D: CANARY, E: {env: CANARY-X}, F: {env: A, file: /CANARY}}
            cpu: 1
            cpu: 1
        """;

    [Test]
    public void All_problems_are_reported_at_once_in_english() => Assert.That(Sample.Problems(Wrong), Is.EqualTo(Golden("problems-english.txt")));

    [Test]
    public void All_problems_are_reported_at_once_in_russian() => Assert.That(Sample.Problems(Wrong, Language.Russian), Is.EqualTo(Golden("problems-russian.txt")));

    [TestCase("a: b: c\n", "c.yaml:1:5: a second ': ' in one value, or a line indented deeper than its neighbours; put the value in quotes or align the line")]
    [TestCase("vms:\n  a:\n\tcpu: 1\n", "c.yaml:3:1: a tab in the indentation; YAML wants spaces")]
    [TestCase("vms: \"abc\n", "c.yaml:1:6: a quoted text that is never closed")]
    [TestCase("vms: @x\n", "c.yaml:1:6: a value can not begin with this character; put it in quotes")]
    [TestCase("vms: {}\n---\nvms: {}\n", "c.yaml:2:1: a second document ('---'); a configuration is one document")]
    [TestCase("vms: *x\n", "c.yaml:1:6: there is no anchor '&x' above")]
    [TestCase("vms: &a {b: *a}\n", "c.yaml:1:13: '*a' stands within its own anchor")]
    [TestCase("vms: {a: 1\nb: \0", "c.yaml:2:4: the character U+0000 is not allowed in YAML; remove it")]
    [TestCase("vms: !x {}\n", "c.yaml:1:6: vms: put a text that begins with '!' in quotes; tags ('!name') are not used here")]
    [TestCase("- a\n", "c.yaml:1:1: expected keys with values, found a list")]
    [TestCase("just text", "c.yaml:1:1: expected keys with values, found a single value")]
    [TestCase("vms: []\n", "c.yaml:1:6: vms: expected VMs by name, found a list")]
    [TestCase("vms: {a: }\n", "c.yaml:1:7: vms.a: expected the keys of a VM: cpu, ram, disk, …, found nothing")]
    [TestCase("mounts: {source: /a}\n", "c.yaml:1:9: mounts: expected a list of mounts, found keys with values")]
    [TestCase("? [a]\n: b\n", "c.yaml:1:3: a key has to be a plain name")]
    [TestCase("<<: 5\n", "c.yaml:1:5: <<: '<<' merges mappings only, such as '<<: *name'")]
    [TestCase("x\u001b[31m: 1\n", "c.yaml:1:2: the character U+001B is not allowed in YAML; remove it")]
    [TestCase("\"x\\e[31m\": 1\n", "c.yaml:1:1: x\\x1b[31m: unknown key; valid here: global, vms, mounts, agents, boxes, api, logging")]
    [TestCase("provider: qemu\n", "c.yaml:1:1: provider: unknown key here; it exists as global.provider, vms.*.provider")]
    [TestCase("vms:\n  a: {cpu: 1, ram: 1G, disk: 9G, port-forwarding: [{type: local, vm-addr: '1.2.3.4:99999'}]}\n", "c.yaml:2:75: vms.a.port-forwarding[0].vm-addr: '1.2.3.4:99999' is not an address such as 127.0.0.1:8080")]
    [TestCase("mounts: [{source: /p/x}]\n", "c.yaml:1:10: mounts[0]: needs a VM, and there is none under vms")]
    [TestCase("agents: {a: {type: claude, command: [x]}}\n", "c.yaml:1:37: agents.a.command: belongs to the type command, not to 'claude'")]
    [TestCase("agents: {a: {type: command}}\n", "c.yaml:1:20: agents.a.command: is required for the type command: what to run, such as [bash, -l]")]
    [TestCase("agents: {a: {type: command, command: []}}\n", "c.yaml:1:38: agents.a.command: has to begin with a program, such as [bash, -l]")]
    [TestCase("agents: {a: {type: command, command: bash -l}}\n", "c.yaml:1:38: agents.a.command: expected a list such as [bash, -l], found a single value")]
    [TestCase("agents: {a: {type: command, command: [x], env: {K: v}, env_from: {K: {env: V}}}}\n", "c.yaml:1:66: agents.a.env_from.K: is given under env as well; remove one of them")]
    [TestCase("agents: {a: {type: codex, openai_api: {url: \"http://u:p@h/v1\"}}}\n", "c.yaml:1:45: agents.a.openai_api.url: is not an address such as http://127.0.0.1:8000/v1, without a password (that goes to key_from)")]
    [TestCase("agents: {a: {type: command, command: [x], openai_api: {url: http://h/v1}}}\n", "c.yaml:1:55: agents.a.openai_api: nobody knows how the type command is told; give it the variables under env and env_from")]
    [TestCase("agents: {a: {type: codex, version: latest}}\n", "c.yaml:1:36: agents.a.version: 'latest' is not a version such as 1.2.3")]
    [TestCase("logging: {level: loud}\n", "c.yaml:1:18: logging.level: 'loud' is not one of error, warning, info, debug, trace")]
    [TestCase("api: {listen: null, rate_limit: {requests: 100, window: 15m}, tls: null, max_sessions: 10}\n", "")]
    [TestCase("api: {webhooks: [{url: 'http://127.0.0.1:9000/ended', secret_from: {file: /k}}, {url: 'https://hooks.example.org/x', secret_from: {env: KEY}}], webhook_hosts: [hooks.example.org]}\n", "")]
    [TestCase("api: {webhooks: [{url: 'https://hooks.example.org/x', secret_from: {env: KEY}}]}\n", "c.yaml:1:17: api.webhooks[0].url: 'hooks.example.org' is not this computer, and not one of api.webhook_hosts")]
    [TestCase("api: {webhooks: [{url: 'http://169.254.169.254/x', secret_from: {env: KEY}}]}\n", "c.yaml:1:17: api.webhooks[0].url: '169.254.169.254' is not this computer, and not one of api.webhook_hosts")]
    [TestCase("api: {webhooks: [{url: 'http://127.0.0.1.example.org/x', secret_from: {env: KEY}}], webhook_hosts: [127.0.0.1.example.org]}\n", "c.yaml:1:17: api.webhooks[0].url: '127.0.0.1.example.org' is another computer: it is called by https only")]
    [TestCase("api: {webhooks: [{url: 'http://[::1]:9/x', secret_from: {env: A}}, {url: 'http://[::1]:9/x', secret_from: {env: B}}]}\n", "c.yaml:1:17: api.webhooks[1].url: is there twice: what it is told is signed with one key")]
    [TestCase("api: {webhooks: [{url: 'http://u:p@127.0.0.1/x', secret_from: {env: KEY}}]}\n", "c.yaml:1:24: api.webhooks[0].url: is not an address such as http://127.0.0.1:9000/ended or https://hooks.example.org/ended, without a password")]
    [TestCase("api: {webhooks: [{url: 'http://localhost:9000/x'}]}\n", "c.yaml:1:18: api.webhooks[0].secret_from: is required: {env: NAME}, {file: path} or {command: …}")]
    public void Each_problem_says_where_what_and_why(string text, string expected) => Assert.That(Sample.Problems(text), Is.EqualTo(expected));

    [TestCase("{source: /p/x, backup: /p/x}", "mounts[0].backup: the backups ('/p/x') would lie in the mounted folder '/p/x', where the agent can change them; name a folder outside of every mount")]
    [TestCase("{source: /p/x, backup: /p/x/y/z}", "mounts[0].backup: the backups ('/p/x/y/z') would lie in the mounted folder '/p/x', where the agent can change them; name a folder outside of every mount")]
    [TestCase("{source: /p/x, backup: /p}", "mounts[0].backup: the backup folder '/p' contains the mounted folder '/p/x'; name a folder outside of every mount")]
    [TestCase("{source: /p/x, backup: /}", "mounts[0].backup: the backup folder '/' contains the mounted folder '/p/x'; name a folder outside of every mount")]
    [TestCase("{source: /p/x}, {source: /p/y, backup: /p/x/../x/b}", "mounts[1].backup: the backups ('/p/x/b') would lie in the mounted folder '/p/x', where the agent can change them; name a folder outside of every mount")]
    [TestCase("{source: /p/x}, {source: /p/x, target: /t}", "mounts[1].source: '/p/x' is mounted in this VM already, by mounts[0]")]
    [TestCase("{source: /p/x, target: /t}, {source: /p/y, target: /t/}", "mounts[1].target: '/t' is the target of mounts[0] in this VM already")]
    [TestCase("{source: /p/x, backup: /b}, {source: /p/y, backup: /b}", "mounts[1].backup: '/b' holds the backups of mounts[0], which is another folder")]
    [TestCase("{source: /p/x, target: /etc}", "mounts[0].target: '/etc' would cover a folder the VM needs; choose one such as /home/ubuntu/project")]
    [TestCase("{source: /home/anna/.config, backup: /b}", "mounts[0].source: '/home/anna/.config' holds this configuration or its SSH keys: the agent could change its own rules; mount a folder beneath it")]
    [TestCase("{source: /home/anna/.config/agsekit/ssh/x, backup: /b}", "mounts[0].source: '/home/anna/.config/agsekit/ssh/x' holds this configuration or its SSH keys: the agent could change its own rules; mount a folder beneath it")]
    public void Folders_that_must_not_meet_are_refused(string mounts, string expected)
    {
        ConfigProblem problem = Sample.Read(Sample.Machine + $"mounts: [{mounts}]").Problems.Single();
        Assert.That($"{problem.Path}: {problem.Message.English}", Is.EqualTo(expected));
    }

    [TestCase("{source: /p/x, backup: /p/xy}")]
    [TestCase("{source: /p/x, backup: /p/x, backups: off}")]
    [TestCase("{source: /p/x, backup: /p/y}, {source: /p/xx, backup: /p/z}")]
    public void Folders_that_only_look_alike_may_stand_beside_each_other(string mounts) => Sample.Config(Sample.Machine + $"mounts: [{mounts}]");

    [Test]
    public void Secrets_are_never_quoted_in_problems() =>
        Assert.That(Sample.Problems(Wrong) + Sample.Problems("agents: {a: {type: command, command: [x], env: CANARY, env_from: CANARY}}\nvms: {v: {cpu: 1, ram: 1G, disk: 9G, http_proxy: [CANARY], proxychains: {a: CANARY}}}"), Does.Not.Contain("CANARY"));

    [Test]
    public void Bytes_that_are_not_utf8_are_named_with_their_place()
    {
        byte[] bytes = [.. "vms: {}\nagents: # "u8, 0xFF, 0x0A];
        ConfigProblem problem = ConfigReader.Read(bytes, Sample.Context).Problems.Single();
        Assert.That(ConfigProblemText.Line("c.yaml", problem, Language.English), Is.EqualTo("c.yaml:2:11: the byte 0xFF is not UTF-8; save the file as UTF-8"));
        problem = ConfigReader.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("vms: {}")).ToArray(), Sample.Context).Problems.Single();
        Assert.That(problem.Message.English, Is.EqualTo("the file is UTF-16; save it as UTF-8"));
    }

    [Test]
    public void A_configuration_that_has_to_be_right_fails_with_all_lines()
    {
        KitException failure = Assert.Throws<KitException>(() => Sample.Read("a: 1\nb: 2\n").Require("/x/c.yaml"));
        Assert.That(failure.Code, Is.EqualTo(ErrorCode.ConfigInvalid));
        Assert.That(failure.Cause.English.Split('\n'), Has.Length.EqualTo(2).And.All.StartsWith("/x/c.yaml:"));
    }

    private static string Golden(string name)
    {
        using Stream stream = typeof(ConfigProblemTests).Assembly.GetManifestResourceStream("Configuration/" + name)!;
        return new StreamReader(stream).ReadToEnd().TrimEnd('\n');
    }
}
