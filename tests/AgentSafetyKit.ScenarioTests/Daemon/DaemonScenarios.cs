using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>The daemon as a process: started, ended, killed, asked.</summary>
[Parallelizable]
internal sealed class DaemonScenarios : DaemonScenario
{
    [Test]
    public void In_the_background_it_saves_what_is_configured_until_it_is_stopped()
    {
        Assert.That(Kit.Run("daemon", "status").ExitCode, Is.EqualTo(8));
        Assert.That(Json(Kit.Run("daemon", "status", "--json")).GetProperty("running").GetBoolean(), Is.False);
        Configure();
        Shell("echo one >a");
        CommandResult started = Kit.Run("daemon", "start");
        Assert.That(started.ExitCode, Is.Zero, started.ErrorText);
        Assert.That(started.OutputText, Does.StartWith("The daemon has started (process "));
        Assert.That(Kit.Run("daemon", "start").OutputText, Does.StartWith("The daemon runs already"));
        WaitForSnapshots(1);
        Shell("echo two >b");
        WaitForSnapshots(2);
        WaitUntil(() => Kinds().Count(kind => kind == "backup.taken") == 2, "two events");
        JsonElement status = Json(Kit.Run("daemon", "status", "--json")).GetProperty("status");
        Assert.That((status.GetProperty("healthy").GetBoolean(), status.GetProperty("backups")[0].GetProperty("state").GetString(), status.GetProperty("backups")[0].GetProperty("files").GetInt32()), Is.EqualTo((true, "ok", 2)));
        Assert.That(Kit.Run("daemon", "status").OutputText, Does.Contain(Project).And.Contain("ok"));
        CommandResult second = Kit.Run("daemon", "run");
        AssertRefused(second, 9, "one runs already");
        Assert.That(Kit.Run("daemon", "stop").OutputText, Is.EqualTo("The daemon has ended.\n"));
        Assert.That(File.Exists(SocketPath), Is.False);
        Assert.That(Kinds()[^1], Is.EqualTo("daemon.stopped"));
        foreach (string line in File.ReadAllLines(Path.Combine(Home, "state", "logs", "daemon.log")))
        {
            JsonElement record = JsonDocument.Parse(line).RootElement;
            Assert.That(new[] { "timestamp", "level", "message", "service" }.All(name => record.TryGetProperty(name, out _)), line);
        }
    }

    [Test]
    public void Its_log_does_not_grow_for_ever()
    {
        Configure();
        Kit.Run("daemon", "start");
        string log = Path.Combine(Home, "state/logs/daemon.log");
        using (FileStream filled = File.OpenWrite(log))
        {
            filled.Seek(0, SeekOrigin.End);
            filled.Write(new byte[5 << 20]);
        }

        Shell("echo one >a");
        WaitUntil(() => new FileInfo(log).Length < 5 << 20, "it begins anew");
        Assert.That(new FileInfo(log + ".1").Length, Is.GreaterThan(5 << 20), "what was in it is kept");
        Shell("echo two >a");
        WaitUntil(() => File.ReadAllText(log).Contains("backup.taken", StringComparison.Ordinal), "it goes on in the same file");
        Assert.That(File.ReadAllText(log), Does.StartWith("{").And.EndWith("}\n"));
    }

    [Test]
    public void Nobody_else_can_reach_its_socket()
    {
        Begin();
        Assert.That(Shell("stat -c '%a %F' \"$1\" \"$2\"", Path.GetDirectoryName(SocketPath)!, SocketPath), Is.EqualTo("700 directory\n600 socket\n"));
    }

    [Test]
    public void A_folder_with_snapshots_in_two_places_has_them_in_both()
    {
        string elsewhere = Path.Combine(Root, "elsewhere");
        Shell("echo one >a");
        WriteConfig($$$"""
            vms: {one: {cpu: 1, ram: 1G, disk: 5G}, two: {cpu: 1, ram: 1G, disk: 5G}}
            mounts:
              - {source: {{{Project}}}, min_free_space: 1M}
              - {source: {{{Project}}}, min_free_space: 1M, vm: two, backup: {{{elsewhere}}}}

            """);
        Begin();
        WaitForSnapshots(1);
        WaitUntil(() => SnapshotsIn(elsewhere) == 1, "the second place");
        Shell("echo two >b");
        WaitUntil(() => (SnapshotsIn(Backups), SnapshotsIn(elsewhere)) == (2, 2), "a change is in both");
    }

    [Test]
    public void The_configuration_is_followed_within_a_second_and_only_what_changed_is_touched()
    {
        string other = Path.Combine(Root, "other");
        Directory.CreateDirectory(other);
        Configure();
        Begin();
        WaitForSnapshots(1);
        string since = Service("backup:" + Project).GetProperty("since").GetString()!;
        WriteConfig($"{Machines}mounts:\n  - {{source: {Project}, min_free_space: 1M}}\n  - {{source: {other}, min_free_space: 1M}}\n");
        WaitUntil(() => Status().GetProperty("services").EnumerateArray().Any(service => service.GetProperty("name").GetString() == "backup:" + other), "the new folder is saved", seconds: 1);
        Assert.That(Service("backup:" + Project).GetProperty("since").GetString(), Is.EqualTo(since));
        WriteConfig($"{Machines}mounts:\n  - {{source: {other}, min_free_space: 1M}}\n");
        WaitUntil(() => Status().GetProperty("services").EnumerateArray().All(service => service.GetProperty("name").GetString() != "backup:" + Project), "the old folder is let go", seconds: 1);
        Shell("echo two >b");
        Thread.Sleep(3000);
        Assert.That(SnapshotsIn(Backups), Is.EqualTo(1));
    }

    [Test]
    public void A_broken_configuration_changes_nothing_and_is_told_of()
    {
        Configure();
        Begin();
        WaitForSnapshots(1);
        WriteConfig("mounts:\n  - {sorce: /x}\n");
        WaitUntil(() => Status().GetProperty("config").GetProperty("state").GetString() == "broken", "it is seen", seconds: 1);
        JsonElement problem = Status().GetProperty("config").GetProperty("problem");
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("configInvalid"));
        Assert.That(problem.GetProperty("cause").GetString(), Does.Contain("config.yaml:2:"));
        CommandResult status = Kit.Run("daemon", "status");
        Assert.That(status.ExitCode, Is.EqualTo(7));
        Assert.That(status.ErrorText, Does.Contain("sorce").And.Contain("The last good configuration stays in force."));
        Shell("echo two >b");
        WaitForSnapshots(2);
        Configure();
        WaitUntil(() => Kinds().Contains("config.mended"), "it is right again", seconds: 3);
        Assert.That(Kinds().Count(kind => kind == "config.broken"), Is.EqualTo(1));
        Assert.That(Status().GetProperty("healthy").GetBoolean());
    }

    [Test]
    public void Without_a_configuration_it_waits_for_one()
    {
        Begin();
        Assert.That(Status().GetProperty("config").GetProperty("state").GetString(), Is.EqualTo("missing"));
        Configure();
        WaitForSnapshots(1);
    }

    [Test]
    public void Killed_at_any_moment_it_is_in_nobodys_way()
    {
        Configure();
        Shell("for i in $(seq 300); do echo $i >$i; done");
        for (int round = 0; round < 4; round++)
        {
            ChildProcess daemon = Begin();
            Shell("echo \"$1\" >round", $"{round}");
            Thread.Sleep(round * 700);
            End(daemon, Signal.Kill);
            Assert.That(Kit.Run("daemon", "status").ExitCode, Is.EqualTo(8));
        }

        Begin();
        WaitUntil(() => Status().GetProperty("backups")[0].GetProperty("state").GetString() == "ok", "it works");
        Assert.That(Kit.Run("backup", "verify", "--dest-dir", Backups).ExitCode, Is.Zero);
        long[] ids = [.. Events().Select(happened => happened.GetProperty("id").GetInt64())];
        Assert.That(ids, Is.EqualTo(Enumerable.Range(1, ids.Length)));
    }

    [TestCase(Signal.Terminate)]
    [TestCase(Signal.Interrupt)]
    public void Asked_to_end_during_a_snapshot_it_is_gone_soon_and_leaves_nothing_half(Signal signal)
    {
        Configure();
        Shell("for d in $(seq 60); do mkdir $d; for f in $(seq 100); do echo $d.$f >$d/$f; done; done; head -c 200M /dev/urandom >big");
        ChildProcess daemon = Begin();
        WaitUntil(() => Directory.Exists(Backups) && Directory.EnumerateFileSystemEntries(Backups).Any(name => name.Contains("partial", StringComparison.Ordinal)), "a snapshot is begun");
        long begin = TimeProvider.System.GetTimestamp();
        Assert.That(End(daemon, signal), Is.Zero);
        TimeSpan took = TimeProvider.System.GetElapsedTime(begin);
        TestContext.Out.WriteLine($"ended after {took.TotalSeconds:0.00} s");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(Directory.EnumerateFileSystemEntries(Backups).Where(name => name.Contains("partial", StringComparison.Ordinal)), Is.Empty);
        Assert.That(Kinds()[^1], Is.EqualTo("daemon.stopped"));
    }

    [Test]
    public void An_interval_that_was_missed_while_it_was_off_is_made_up_once()
    {
        Configure(", interval: 1, continuous: false, first_backup: false");
        Shell("echo one >a");
        End(Begin(), Signal.Terminate);
        Assert.That(SnapshotsIn(Backups), Is.Zero, "the first one comes with the first interval");
        MoveLastCheck(minutes: -7);
        Begin();
        WaitForSnapshots(1);
        Thread.Sleep(2000);
        Assert.That(Kinds().Count(kind => kind == "backup.taken"), Is.EqualTo(1));
    }

    [Test]
    public void One_that_was_stopped_for_an_interval_checks_once_when_it_goes_on()
    {
        Configure(", interval: 1, continuous: false");
        Shell("echo one >a");
        ChildProcess daemon = Begin();
        WaitForSnapshots(1);
        Shell("kill -STOP \"$1\"; echo two >b; sleep 62; kill -CONT \"$1\"", $"{daemon.Id}");
        WaitForSnapshots(2);
        Thread.Sleep(1500);
        Assert.That(SnapshotsIn(Backups), Is.EqualTo(2));
    }

    [Test]
    public void Two_writers_take_turns_and_nothing_is_lost()
    {
        Configure();
        Shell("echo one >a");
        Begin();
        WaitForSnapshots(1);
        for (int round = 0; round < 15; round++)
        {
            Shell("echo \"$1\" >>a; echo \"$1\" >\"f$1\"", $"{round}");
            CommandResult taken = Kit.Run([.. BackupOnce, "--quiet"]);
            Assert.That(taken.ExitCode, Is.AnyOf(0, 9), taken.ErrorText);
            Thread.Sleep(round * 40);
        }

        WaitUntil(() => Inventory(Newest()) == Inventory(Project), "the last state is saved");
        Assert.That(Kit.Run("backup", "verify", "--dest-dir", Backups).ExitCode, Is.Zero);
        Assert.That(Kinds(), Has.None.EqualTo("backup.failed"));
    }

    [Test]
    public void The_former_name_of_the_commands_works_and_says_the_new_one()
    {
        CommandResult status = Kit.Run("systemd", "status");
        Assert.That((status.ExitCode, status.ErrorText), Is.EqualTo((8, "'agsekit systemd status' is now called 'agsekit daemon status'.\n")));
    }

    [Test]
    public void A_service_of_systemd_is_shown_and_where_there_is_no_systemd_that_is_said()
    {
        Kit.Variables["HOME"] = Root;
        Kit.Variables["XDG_CONFIG_HOME"] = null;
        CommandResult shown = Kit.Run("daemon", "install", "--dry-run");
        Assert.That(shown.OutputText.Split('\n'), Does.Contain($"ExecStart=\"{Harness.KitBinary.Path}\" daemon run"));
        Kit.HidePrograms("systemctl");
        AssertRefused(Kit.Run("daemon", "install"), 4, "there is no systemctl", "agsekit daemon start");
        Assert.That(File.Exists(Path.Combine(Root, ".config/systemd/user/agsekit.service")), Is.False);
    }

    private JsonElement Service(string name) => Status().GetProperty("services").EnumerateArray().Single(service => service.GetProperty("name").GetString() == name);

    private string Newest() => Directory.EnumerateDirectories(Backups).Where(name => !name.Contains("partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Last();

    private void MoveLastCheck(int minutes)
    {
        string file = Directory.EnumerateFiles(Path.Combine(Home, "state", "backups")).Single();
        DateTimeOffset last = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("lastCheck").GetDateTimeOffset();
        File.WriteAllText(file, File.ReadAllText(file).Replace(last.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture), last.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
