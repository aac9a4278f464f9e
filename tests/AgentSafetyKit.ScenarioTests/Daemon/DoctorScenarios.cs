using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>Each thing the doctor looks at, broken first.</summary>
[Parallelizable]
internal sealed class DoctorScenarios : DaemonScenario
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Test]
    public void What_is_well_is_a_line_each_and_looking_changes_nothing()
    {
        Configure();
        Kit.Run("daemon", "start");
        WaitForSnapshots(1);
        CommandResult looked = Kit.Run("doctor");
        Assert.That(looked.ExitCode, Is.LessThan(2), looked.OutputText);
        Assert.That(looked.OutputText, Does.Match("(?m)^ok +configuration +" + Home).And.Match("(?m)^ok +folders +" + Project).And.Match("(?m)^ok +daemon +running"));
        Kit.Run("daemon", "stop");
        Shell("mkdir -m 755 \"$1\"", Path.Combine(Home, "ssh"));
        string before = Inventory(Home);
        Assert.That(Kit.Run("doctor").ExitCode, Is.EqualTo(2));
        Assert.That(Inventory(Home), Is.EqualTo(before));
    }

    [Test]
    public void The_daemon_is_started_where_folders_wait_for_it()
    {
        Configure();
        CommandResult looked = Kit.Run("doctor");
        Assert.That(looked.ExitCode, Is.EqualTo(1));
        Assert.That(looked.OutputText, Does.Match("(?m)^warn +daemon +the daemon does not run").And.Contain("agsekit doctor --fix"));
        CommandResult repaired = Kit.Run("doctor", "--fix");
        Assert.That(repaired.OutputText, Does.Match("(?m)^fixed +daemon").And.Match("(?m)^ok +daemon +running"));
        WaitForSnapshots(1);
    }

    [Test]
    public void A_daemon_that_hangs_is_found_and_the_report_does_not_wait_for_it()
    {
        Configure();
        ChildProcess daemon = Begin();
        Shell("kill -STOP \"$1\"", $"{daemon.Id}");
        JsonElement[] found = Of("daemon", Kit.Run("doctor", "--json"));
        Shell("kill -CONT \"$1\"", $"{daemon.Id}");
        Assert.That(found.Select(finding => (Level(finding), finding.GetProperty("repairable").GetBoolean())), Is.EqualTo(new[] { ("failed", false) }));
    }

    [Test]
    public void An_interface_that_can_not_listen_or_that_nobody_can_use_is_found()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Configure();
        File.AppendAllText(Path.Combine(Home, "config.yaml"), $"api: {{listen: \"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}\"}}\n");
        Begin();
        WaitUntil(() => Of("daemon", Kit.Run("doctor", "--json")).Select(Level).SequenceEqual(["failed", "warning"]), "both are found");
        Kit.Run("token", "add", "laptop");
        File.SetUnixFileMode(Path.Combine(Home, "state", "tokens.json"), OwnerOnly | UnixFileMode.OtherWrite);
        Assert.That(Of("daemon", Kit.Run("doctor", "--json")).Select(Level), Is.EqualTo(new[] { "failed", "failed" }));
    }

    [Test]
    public void A_configuration_that_others_can_write_is_closed_and_what_is_wrong_in_it_named()
    {
        string file = Path.Combine(Home, "config.yaml");
        WriteConfig("global: {languag: ru}\n");
        File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.OtherWrite);
        Assert.That(Of("configuration", Kit.Run("doctor", "--json")).Select(Level), Is.EqualTo(new[] { "failed" }));
        CommandResult repaired = Kit.Run("doctor", "--fix");
        Assert.That((repaired.ExitCode, File.GetUnixFileMode(file)), Is.EqualTo((2, OwnerOnly)));
        Assert.That(repaired.OutputText, Does.Match("(?m)^fixed +configuration").And.Match("(?m)^FAIL +configuration +line 1: global.languag"));
    }

    [Test]
    public void Folders_and_keys_that_others_can_reach_are_closed_and_a_lost_half_of_the_key_is_made_from_the_other()
    {
        string state = Path.Combine(Home, "state"), ssh = Path.Combine(Home, "ssh"), key = Path.Combine(ssh, "id_ed25519");
        Shell("mkdir -m 755 \"$1\"; mkdir -m 700 \"$2\"; ssh-keygen -q -t ed25519 -N '' -C agsekit -f \"$3\"; chmod 644 \"$3\"", state, ssh, key);
        string wanted = File.ReadAllText(key + ".pub");
        Assert.That(Of("folders", Kit.Run("doctor", "--json")).Concat(Of("key", Kit.Run("doctor", "--json"))).Select(Level), Is.EqualTo(new[] { "failed", "failed" }));
        Assert.That(Kit.Run("doctor", "--fix").OutputText, Does.Match("(?m)^fixed +own folders").And.Match("(?m)^fixed +SSH key"));
        Assert.That(Shell("stat -c %a \"$1\" \"$2\"", state, key), Is.EqualTo("700\n600\n"));
        File.Delete(key + ".pub");
        Assert.That(Kit.Run("doctor", "--fix").OutputText, Does.Match("(?m)^fixed +SSH key"));
        Assert.That(File.ReadAllText(key + ".pub").Split(' ')[1].Trim(), Is.EqualTo(wanted.Split(' ')[1].Trim()), "the VMs know no other key");
    }

    [Test]
    public void Programs_that_are_missing_are_named_with_their_packages()
    {
        Configure();
        Kit.HidePrograms("qemu-img", "passt");
        JsonElement[] found = Of("engine", Kit.Run("doctor", "--json"));
        Assert.That(found.Select(Level), Is.EqualTo(new[] { "failed", "failed" }));
        Assert.That(found.Select(finding => finding.GetProperty("fix").GetString()), Has.Some.StartsWith("sudo apt-get install qemu-utils ").And.Some.StartsWith("sudo apt-get install passt "));
    }

    [Test]
    public void Folders_no_agent_may_have_are_known_before_a_run()
    {
        string inner = Path.Combine(Project, "inner"), gone = Path.Combine(Root, "gone");
        Directory.CreateSymbolicLink(inner, "/etc");
        WriteConfig($"{Machines}mounts:\n  - {{source: {Project}}}\n  - {{source: {inner}, backups: off}}\n  - {{source: {gone}}}\n  - {{source: /etc, backups: off}}\n");
        Assert.That(Of("mounts", Kit.Run("doctor", "--json")).Select(Level), Is.EqualTo(new[] { "passed", "failed", "warning", "failed" }));
    }

    [Test]
    public void What_a_killed_server_left_of_a_mount_is_cleared_away()
    {
        Configure();
        string mounts = Directory.CreateDirectory(Path.Combine(Home, "state", "mounts")).FullName;
        Shell("chmod -R go= \"$1\"", Path.Combine(Home, "state"));
        File.WriteAllText(Path.Combine(mounts, "0123456789ab.json"), JsonSerializer.Serialize(new { id = "0123456789ab", source = Project, target = "/home/ubuntu/project", machine = "agent", state = "live", since = "2026-01-01T00:00:00Z" }));
        Assert.That(Of("state", Kit.Run("doctor", "--json")).Select(finding => (Level(finding), finding.GetProperty("repairable").GetBoolean())), Is.EqualTo(new[] { ("failed", true) }));
        Assert.That(Kit.Run("doctor", "--fix").OutputText, Does.Match("(?m)^fixed +what is at work"));
        Assert.That(Directory.GetFiles(mounts, "*.json"), Is.Empty);
    }

    private static string Level(JsonElement finding) => finding.GetProperty("level").GetString()!;

    private static JsonElement[] Of(string check, CommandResult looked) => [.. Json(looked).GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("check").GetString() == check)];
}
