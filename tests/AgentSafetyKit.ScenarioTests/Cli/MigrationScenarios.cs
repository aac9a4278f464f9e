using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>The configuration and the snapshots of the earlier agsekit, a Python package, taken over.</summary>
[Parallelizable]
internal sealed class MigrationScenarios : Scenario
{
    /// <summary>Keys as its documentation has them, and some of its earlier versions.</summary>
    private const string Earlier = """
        # mine
        global:
          ssh_keys_folder: null
          systemd_env_folder: ~/env   # for systemd
          http_proxy_port_pool: {start: 48000, end: 49000}
        vms:
          agent-ubuntu:
            cpu: 1
            ram: 4G
            disk: 20G
            allowed_agents: qwen_cloud, codex   # two
            cloud-init: {}
        mounts:
          - source: PROJECT
            backup: BACKUPS
            max_backups: 50
            max_backup: 10
        agents:
          qwen_cloud:
            type: qwen-code
            vms: agent-ubuntu
            http_proxy:
              upstream: socks5://127.0.0.1:8181
              listen: 8585
          codex: {type: codex, socks5_proxy: "127.0.0.1:1", vm: ""}

        """;

    private string Config => Path.Combine(Home, "config.yaml");

    [Test]
    public void Keys_that_changed_are_shown_translated_and_nothing_else_in_the_file_is_touched()
    {
        string before = Earlier.Replace("PROJECT", Project).Replace("BACKUPS", Backups);
        WriteConfig(before);
        CommandResult dry = Kit.Run("migrate", "--dry-run");
        Assert.That((dry.ExitCode, File.ReadAllText(Config)), Is.EqualTo((0, before)));
        AssertRefused(Kit.Run("migrate"), 2, "agsekit migrate --yes");
        Assert.That(File.ReadAllText(Config), Is.EqualTo(before));
        CommandResult done = Kit.Run("migrate", "--yes");
        Assert.That(done.ExitCode, Is.Zero);
        string[] named = ["line 4: global.systemd_env_folder", "line 11: vms.agent-ubuntu.allowed_agents", "mounts[0].max_backup:", "did you mean", "line 19: agents.qwen_cloud:", "'qwen-code' is called 'qwen'", "http_proxy.listen", "agents.codex.socks5_proxy"];
        foreach (string words in named)
            Assert.That((dry.ErrorText.Contains(words), done.ErrorText.Contains(words)), Is.EqualTo((true, true)), words);
        string expected = before.Replace("  systemd_env_folder", "  # systemd_env_folder").Replace("qwen_cloud, codex ", "\"qwen-cloud, codex\" ").Replace("    max_backup: 10", "    # max_backup: 10")
            .Replace("  qwen_cloud:", "  qwen-cloud:").Replace("qwen-code", "qwen").Replace("listen: 8585", "listen: \"127.0.0.1:8585\"").Replace("codex: {type: codex, socks5_proxy: \"127.0.0.1:1\", vm: \"\"}", "codex: {type: codex}");
        Assert.That(File.ReadAllText(Config), Is.EqualTo(expected));
        string[] copies = Directory.GetFiles(Home, "config.yaml.*.bak");
        Assert.That(copies.Select(File.ReadAllText), Is.EqualTo(new[] { before }));
        Assert.That(Kit.Run("config", "check").ExitCode, Is.Zero);

        CommandResult again = Kit.Run("migrate", "--yes");
        Assert.That((again.ExitCode, File.ReadAllText(Config), Directory.GetFiles(Home, "*.bak").Length), Is.EqualTo((0, expected, 1)), "given again, it does nothing");
        Assert.That(again.ErrorText, Does.Contain("no key has to change"));
    }

    [Test]
    public void The_one_machine_of_the_first_versions_becomes_one_of_several()
    {
        WriteConfig("vm: # the VM\n  cpu: 1\n  ram: 2G\n  disk: 9G\n  name: agent-ubuntu\nmounts:\n  - source: /srv/one\ncloud-init: {}\n");
        Assert.That(Kit.Run("migrate", "--yes").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Config), Is.EqualTo("""
            # vm: # the VM
            #   cpu: 1
            #   ram: 2G
            #   disk: 9G
            #   name: agent-ubuntu
            mounts:
              - source: /srv/one
            # cloud-init: {}

            vms:
              agent-ubuntu:
                cpu: "1"
                ram: "2G"
                disk: "9G"

            """));
    }

    [Test]
    public void What_can_not_be_translated_is_left_as_it_is_and_named_with_its_line()
    {
        WriteConfig("vms:\n  Agent_VM: {cpu: 1, ram: 4G, disk: 20G}\nmounts:\n  - {source: relative, vm: Agent_VM}\nagents:\n  q: {type: qwen-code}\n");
        CommandResult done = Kit.Run("migrate", "--yes");
        Assert.That(done.ExitCode, Is.EqualTo(7));
        Assert.That(done.ErrorText, Does.Contain("config.yaml:2:3: vms.Agent_VM").And.Contain("config.yaml:4:14: mounts[0].source").And.Contain("'relative' is not an absolute path"));
        Assert.That(File.ReadAllText(Config), Does.Contain("Agent_VM: {cpu").And.Contain("source: relative").And.Contain("type: qwen}"));
        Assert.That(Kit.Run("migrate", "--yes").ExitCode, Is.EqualTo(7), "it is still not right");
        Assert.That(Directory.GetFiles(Home, "*.bak"), Has.Length.EqualTo(1));
    }

    [TestCase("vms: [", 3)]
    [TestCase("vms: \"never closed\n", 3)]
    [TestCase("- a\n- b\n", 7)]
    [TestCase("just words", 7)]
    [TestCase("agents: {q: {type: [qwen-code]}, w: *nowhere}", 3)]
    [TestCase("a: &x {systemd: 1}\nb: *x\n", 0)]
    [TestCase("vms:\n  one: &v {cpu: 1, ram: 1G, disk: 5G, old: 1}\n  two: *v\n", 0)]
    public void Bad_input_is_named_and_never_made_worse(string content, int code)
    {
        WriteConfig(content);
        CommandResult done = Kit.Run("migrate", "--yes");
        Assert.That(done.ExitCode, Is.EqualTo(code), done.ErrorText);
        Assert.That(done.ErrorText, Does.Not.Contain("bug"));
        string[] kept = [Config, .. Directory.GetFiles(Home, "*.bak")];
        Assert.That(kept.Select(File.ReadAllText), Does.Contain(content));
    }

    [Test]
    public void Another_file_is_copied_and_never_over_one_that_is_there()
    {
        string old = Path.Combine(Root, "old.yaml");
        AssertRefused(Kit.Run("migrate", "--from", old, "--yes"), 3, "old.yaml", "agsekit migrate --from");
        AssertRefused(Kit.Run("migrate", "--from", Root, "--yes"), 3, "it is not a regular file", "agsekit migrate --from");
        AssertRefused(Kit.Run("migrate", "--yes"), 3, "no such file", "agsekit migrate --from");
        File.WriteAllText(old, "\n");
        AssertRefused(Kit.Run("migrate", "--from", old, "--yes"), 3, "there is nothing in", "agsekit migrate --from");
        File.WriteAllText(old, "agents: {q: {type: qwen-code}}\n");
        Assert.That(Kit.Run("migrate", "--from", old, "--yes").ExitCode, Is.Zero);
        Assert.That((File.ReadAllText(old), File.ReadAllText(Config)), Is.EqualTo(("agents: {q: {type: qwen-code}}\n", "agents: {q: {type: qwen}}\n")));
        Assert.That(Kit.Run("migrate", "--from", old, "--yes").ExitCode, Is.Zero, "given again");
        File.AppendAllText(Config, "# my own\n");
        AssertRefused(Kit.Run("migrate", "--from", old, "--yes"), 3, "is there already", old);
        Assert.That(File.ReadAllText(Config), Does.EndWith("# my own\n"));
        Shell("chmod 666 \"$1\"", old);
        AssertRefused(Kit.Run("migrate", "--from", old, "--yes"), 3, "chmod go-w");
    }

    [Test]
    public void Its_snapshots_are_listed_restored_from_and_continued()
    {
        Shell("mkdir sub; echo one >a; echo two >sub/b; echo x >gone; echo v >v.log; echo '*.log' >.backupignore");
        string first = EarlierSnapshot("20260101-100000");
        string begin = Inventory(first);
        Shell("echo three >a; rm gone");
        EarlierSnapshot("20260101-100500");
        Directory.CreateDirectory(Path.Combine(Backups, "20250101-000000-inprogress"));
        Directory.CreateDirectory(Path.Combine(Backups, "20250102-000000-partial"));
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nmounts: [{{source: {Project}, backup: {Backups}, min_free_space: 1M}}]\n");
        CommandResult shown = Kit.Run("migrate");
        Assert.That((shown.ExitCode, shown.ErrorText), Is.EqualTo((0, shown.ErrorText)));
        Assert.That(shown.ErrorText, Does.Contain($"Snapshots of {Project} in {Backups}: 2, from 20260101-100000 to 20260101-100500").And.Contain("20250101-000000-inprogress was never finished").And.Contain("20250102-000000-partial was never finished and is not used; the next snapshot removes it"));
        CommandResult verified = Kit.Run("backup", "verify");
        Assert.That((verified.ExitCode, verified.OutputText), Is.EqualTo((7, verified.OutputText)));
        Assert.That(verified.OutputText, Does.StartWith("Nothing wrong was found in 2 snapshots, but not all of them could be compared"));
        Assert.That(Kit.Run("backup", "verify", "20260101-100000").OutputText, Does.StartWith("Nothing wrong was found in the snapshot"));
        Assert.That(Kit.Run("backups").OutputText, Does.Contain("20260101-100000").And.Contain("20260101-100500"));

        Assert.That(Snapshot(), Is.EqualTo("20260101-100500"), "nothing changed since theirs");
        Shell("echo new >n");
        string taken = Snapshot();
        Assert.That(Shell("stat -c %i \"$1/a\" \"$2/a\" | uniq | wc -l", Path.Combine(Backups, "20260101-100500"), Path.Combine(Backups, taken)), Is.EqualTo("1\n"), "it goes on from theirs: what did not change is linked");
        Assert.That(Kit.Run("backup", "verify", "20260101-100000").OutputText, Does.Not.Contain(".inodes"));
        Assert.That(Kit.Run("backup", "restore", "20260101-100000", "--yes").ExitCode, Is.Zero);
        Assert.That(Shell("ls -A; cat a gone"), Is.EqualTo(".backupignore\na\ngone\nn\nsub\nv.log\none\nx\n"), "the list of inodes it kept in each snapshot was never a file of the project, and what it left out is still there");
        Assert.That(Inventory(first), Is.EqualTo(begin), "it is as it was");
        Shell("for i in 1 2 3 4; do echo $i >a; \"$1\" backup-once --source-dir . --dest-dir \"$2\" >/dev/null; done; \"$1\" backup-clean . 3 tail --yes", KitBinary.Path, Backups);
        Assert.That(Shell("find \"$1\" -name .inodes", Backups), Is.Empty, "theirs go as ours do, and none of theirs becomes part of one of ours");
    }

    [Test]
    public void Its_service_and_its_program_that_are_still_there_are_named()
    {
        string bin = Path.Combine(Root, "old-bin"), units = Path.Combine(Root, ".config/systemd/user");
        Directory.CreateDirectory(bin);
        Directory.CreateDirectory(units);
        WriteConfig("vms: {agent: {cpu: 1, ram: 1G, disk: 5G}}\n");
        Kit.Variables["HOME"] = Root;
        Kit.Variables["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        Assert.That(Kit.Run("migrate").ErrorText, Does.Not.Contain("pipx").And.Not.Contain("agsekit-portforward"));
        Shell("printf '#!/usr/bin/python3\\n' >\"$1/agsekit\"; chmod +x \"$1/agsekit\"; ln -s /nowhere \"$2/agsekit-portforward.service\"", bin, units);
        Assert.That(Kit.Run("migrate").ErrorText, Does.Contain($"'agsekit' is still {bin}/agsekit, the earlier one").And.Contain("pipx uninstall agsekit").And.Contain("systemctl --user disable --now agsekit-portforward"));
    }

    /// <summary>As it made them: copied by rsync with links to the one before, then a list of all inodes put into it, then named.</summary>
    private string EarlierSnapshot(string name)
    {
        Shell(
            """
            mkdir -p "$1"; before=$(ls -d "$1"/2*-?????? 2>/dev/null | tail -1)
            rsync -avz --delete '--filter=- *.log' ${before:+"--link-dest=$before"} ./ "$1/$2-partial/" >/dev/null
            cd "$1/$2-partial"; touch .inodes
            find . ! -type d -printf '%P %i\n' | LC_ALL=C sort >../list; cat ../list >.inodes; rm ../list
            mv "$1/$2-partial" "$1/$2"; : >>"$1/backup.pid"
            """,
            Backups, name);
        return Path.Combine(Backups, name);
    }
}
