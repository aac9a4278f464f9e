using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Configuration;

public sealed class ConfigReaderTests
{
    [Test]
    public void Everything_left_out_has_the_documented_default()
    {
        KitConfig config = Sample.Config(Sample.Machine + "mounts:\n  - source: ~/work/project\nagents:\n  shell: {type: command, command: [bash, -l]}\n");
        MachineSettings machine = config.Machines.Single();
        MountSettings mount = config.Mounts.Single();
        AgentSettings agent = config.Agents.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(config.Global.SshKeysFolder, Is.EqualTo("/home/anna/.config/agsekit/ssh"));
            Assert.That(config.Global.ConfigCheckInterval, Is.EqualTo(TimeSpan.FromSeconds(10)));
            Assert.That(config.Global.Provider, Is.EqualTo(ProviderChoice.Auto));
            Assert.That((machine.Cores, machine.Memory, machine.Disk), Is.EqualTo((2, ByteSize.FromGibibytes(4), ByteSize.FromGibibytes(20))));
            Assert.That((machine.Image, machine.Network, machine.CloudInit, machine.AllowedAgents.IsAll), Is.EqualTo(("default", MachineNetwork.Open, "", true)));
            Assert.That((mount.Source, mount.Target, mount.Backup), Is.EqualTo(("/home/anna/work/project", "/home/ubuntu/project", "/home/anna/work/backups-project")));
            Assert.That((mount.Interval, mount.MaxBackups, mount.Clean, mount.FirstBackup), Is.EqualTo((TimeSpan.FromMinutes(5), 100, CleanMethod.Thin, true)));
            Assert.That((mount.Machine, mount.Backups, mount.Continuous, mount.ReadOnly, mount.Kind), Is.EqualTo(("main", true, true, false, MountKind.Guarded)));
            Assert.That((mount.AllowedAgents, mount.MaxBackupSize, mount.MinFreeSpace), Is.EqualTo(((AllowedAgents?)null, (ByteSize?)null, ByteSize.FromGibibytes(2))));
            Assert.That(mount.Protect, Is.EqualTo(ProtectedPaths.Default));
            Assert.That(mount.Hide, Is.Empty);
            Assert.That(agent.Machines, Is.EqualTo(new[] { "main" }));
            Assert.That(agent.Command, Is.EqualTo(new[] { "bash", "-l" }));
            Assert.That(mount.Origins.LineOf("source"), Is.EqualTo(7));
            Assert.That(mount.Origins.LineOf("target"), Is.Null);
        }
    }

    [TestCase("")]
    [TestCase("# only a comment\n")]
    [TestCase("---\n")]
    [TestCase("---\n...\n")]
    [TestCase("vms:\nmounts:\nagents:\nglobal:\n")]
    [TestCase("\uFEFF# with a byte order mark\nvms: {}\n")]
    [TestCase("null")]
    public void An_empty_configuration_is_one(string text)
    {
        KitConfig config = Sample.Config(text);
        Assert.That(config.Machines.Length + config.Mounts.Length + config.Agents.Length, Is.Zero);
    }

    [Test]
    public void Anchors_and_merge_keys_share_settings_and_explicit_keys_win()
    {
        KitConfig config = Sample.Config("""
            vms:
              one: &base
                cpu: 1
                ram: 2G
                disk: 10G
              two:
                <<: *base
                cpu: 3
              three: {<<: [{ram: 1G}, *base], disk: 5G}
            """);
        Assert.That(config.Machines.Select(m => (m.Name, m.Cores, m.Memory.ToConfig(), m.Disk.ToConfig())), Is.EqualTo(new[] { ("one", 1, "2G", "10G"), ("two", 3, "2G", "10G"), ("three", 1, "1G", "5G") }));
    }

    [Test]
    public void Allowed_agents_are_a_list_or_a_comma_text_and_none_is_not_all()
    {
        string Vm(string allowed) => $"vms: {{main: {{cpu: 1, ram: 1G, disk: 9G, allowed_agents: {allowed}}}}}\nagents: {{shell: {{type: command, command: [sh]}}}}\n";
        AgentSettings shell = Sample.Config(Vm("null")).Agents[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Sample.Config(Vm("\"shell, codex\"")).Machines[0].AllowedAgents.Names, Is.EqualTo(new[] { "shell", "codex" }));
            Assert.That(Sample.Config(Vm("[shell]")).Machines[0].AllowedAgents.Allows(shell), Is.True);
            Assert.That(Sample.Config(Vm("[command]")).Machines[0].AllowedAgents.Allows(shell), Is.True);
            Assert.That(Sample.Config(Vm("[codex]")).Machines[0].AllowedAgents.Allows(shell), Is.False);
            Assert.That(Sample.Config(Vm("[]")).Machines[0].AllowedAgents.Allows(shell), Is.False);
            Assert.That(Sample.Config(Vm("null")).Machines[0].AllowedAgents.Allows(shell), Is.True);
        }
    }

    [Test]
    public void Environment_values_stay_as_written_and_null_is_empty()
    {
        AgentSettings agent = Sample.Config("""
            agents:
              a:
                type: command
                command: [run]
                env: {COUNT: 007, FLAG: yes, NOTHING: null, TILDE: ~, QUOTED: "null", SPACE: "  x "}
                env_from: {A: {env: B}, C: {file: ~/key}, D: {command: "pass show x"}}
            """).Agents[0];
        Assert.That(agent.Env, Is.EquivalentTo(new Dictionary<string, string> { ["COUNT"] = "007", ["FLAG"] = "yes", ["NOTHING"] = "", ["TILDE"] = "", ["QUOTED"] = "null", ["SPACE"] = "  x " }));
        Assert.That(agent.EnvFrom, Is.EquivalentTo(new Dictionary<string, SecretSource>
        {
            ["A"] = new(SecretSourceKind.Env, "B"),
            ["C"] = new(SecretSourceKind.File, "/home/anna/key"),
            ["D"] = new(SecretSourceKind.Command, "pass show x"),
        }));
    }

    [Test]
    public void Cloud_init_keeps_its_meaning_for_readers_of_old_yaml()
    {
        string text = Sample.Config("""
            vms:
              main:
                cpu: 1
                ram: 1G
                disk: 9G
                cloud-init:
                  packages: &p [git, "yes", 1.5, true]
                  more: *p
                  write_files: [{path: /etc/x, permissions: '0644', content: "a\nb: \"c\"\n"}]
                  runcmd: [[echo, "#no"]]
            """).Machines[0].CloudInit;
        Assert.That(text, Is.EqualTo("""
            packages:
              - git
              - "yes"
              - 1.5
              - true
            more:
              - git
              - "yes"
              - 1.5
              - true
            write_files:
              -
                path: /etc/x
                permissions: "0644"
                content: "a\nb: \"c\"\n"
            runcmd:
              -
                - echo
                - "#no"

            """));
    }

    [TestCase("/a/b/../c//d/", "/a/c/d")]
    [TestCase("'~'", "/home/anna")]
    [TestCase("~/x y/", "/home/anna/x y")]
    public void Paths_are_expanded_and_cleaned(string written, string read) =>
        Assert.That(Sample.Config($"global: {{ssh_keys_folder: {written}}}").Global.SshKeysFolder, Is.EqualTo(read));

    [Test]
    public void Same_target_is_the_path_on_the_host() =>
        Assert.That(Sample.Config(Sample.Machine + "mounts: [{source: ~/p, target: same}]").Mounts[0].Target, Is.EqualTo("/home/anna/p"));

    [Test]
    public void What_snapshots_leave_out_is_a_list_of_patterns()
    {
        Assert.That(Sample.Config(Sample.Machine + "mounts: [{source: ~/p, exclude: [build/, '!/src/**']}]").Mounts[0].Exclude, Is.EqualTo(new[] { "build/", "!/src/**" }));
        Assert.That(Sample.Config(Sample.Machine + "mounts: [{source: ~/p}]").Mounts[0].Exclude, Is.Empty);
    }

    [TestCase("", 200, 30, 10)]
    [TestCase(", tripwire: on", 200, 30, 10)]
    [TestCase(", tripwire: {files: 7}", 7, 30, 10)]
    [TestCase(", tripwire: {percent: 50, seconds: 60}", 200, 50, 60)]
    public void The_tripwire_has_its_limits_unless_others_are_given(string keys, int files, int percent, int seconds) =>
        Assert.That(Sample.Config(Sample.Machine + $"mounts: [{{source: ~/p{keys}}}]").Mounts[0].Tripwire, Is.EqualTo(new TripwireSettings(files, percent, seconds)));

    [Test]
    public void The_tripwire_can_be_off_and_folders_the_vms_own()
    {
        MountSettings mount = Sample.Config(Sample.Machine + "mounts: [{source: ~/p, tripwire: off, guest_local: [node_modules, /a/b/], attribute_timeout: 5, protect: [default, ci/]}]").Mounts[0];
        Assert.That((mount.Tripwire, mount.AttributeSeconds, mount.ProtectsDefault), Is.EqualTo(((TripwireSettings?)null, 5, true)));
        Assert.That(mount.GuestLocal, Is.EqualTo(new[] { "node_modules", "a/b" }));
        Assert.That(mount.ProtectGiven, Is.EqualTo(new[] { "ci/" }));
    }

    [Test]
    public void Protect_lists_can_add_to_the_default() =>
        Assert.That(Sample.Config(Sample.Machine + "mounts: [{source: ~/p, protect: [default, ci/]}]").Mounts[0].Protect, Is.EqualTo(ProtectedPaths.Default.Add("ci/")));

    [Test]
    public void A_vm_without_a_provider_takes_the_global_one()
    {
        KitConfig config = Sample.Config("global: {provider: qemu}\nvms: {a: {cpu: 1, ram: 1G, disk: 9G}, b: {cpu: 1, ram: 1G, disk: 9G, provider: auto}}");
        Assert.That(config.Machines.Select(m => m.Provider), Is.EqualTo(new[] { ProviderChoice.Qemu, ProviderChoice.Auto }));
    }

    [Test]
    public void Two_vms_may_share_a_source_but_keep_their_own_targets()
    {
        KitConfig config = Sample.Config("vms: {a: &v {cpu: 1, ram: 1G, disk: 9G}, b: *v}\nmounts: [{source: /p/x, vm: a}, {source: /p/x, vm: b}]");
        Assert.That(config.Mounts.Select(m => m.Machine), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Text_forms_of_settings_show_no_secret()
    {
        KitConfig config = Sample.Config("vms: {a: {cpu: 1, ram: 1G, disk: 9G, cloud-init: {password: CANARY}}}\nagents: {s: {type: command, command: [sh, CANARY], env: {A: CANARY}, env_from: {B: {command: CANARY}}}}");
        Assert.That($"{config.Machines[0]} {config.Agents[0]} {config.Agents[0].EnvFrom["B"]}", Does.Not.Contain("CANARY"));
    }
}
