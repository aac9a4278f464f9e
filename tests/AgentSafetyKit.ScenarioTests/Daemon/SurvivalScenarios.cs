using System.Text.Json;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Daemon;

/// <summary>The daemon on a computer that has no room left, or whose clock is moved.</summary>
internal sealed class SurvivalScenarios : DaemonScenario
{
    [Test]
    public void With_no_room_for_snapshots_it_says_so_goes_on_and_recovers()
    {
        using LoopDisk disk = LoopDisk.Make(Root, "32M");
        string small = Path.Combine(disk.Folder, "backups");
        Configure($", backup: {small}, interval: 1");
        Shell("echo one >a");
        ChildProcess daemon = Begin();
        WaitUntil(() => SnapshotsIn(small) == 1, "a first snapshot");
        Shell("head -c 40M /dev/zero >\"$1\" || true", Path.Combine(disk.Folder, "filler"));
        Shell("head -c 3M /dev/urandom >b");
        WaitUntil(() => Backup().GetProperty("state").GetString() == "failed", "it says that it fails");
        JsonElement told = Events().Last(happened => happened.GetProperty("kind").GetString() == "backup.failed");
        Assert.That(told.GetProperty("message").GetString(), Does.Contain("room").Or.Contain("space").Or.Contain("ENOSPC"));
        Assert.That(Kit.Run("daemon", "status").ExitCode, Is.EqualTo(7));
        Assert.That((daemon.HasExited, SnapshotsIn(small)), Is.EqualTo((false, 1)));
        File.Delete(Path.Combine(disk.Folder, "filler"));
        Shell("echo three >c");
        WaitUntil(() => SnapshotsIn(small) >= 2 && Backup().GetProperty("state").GetString() == "ok", "it has recovered");
        Assert.That(Kinds(), Does.Contain("backup.recovered"));
        Assert.That(Kit.Run("backup", "verify", "--dest-dir", small).ExitCode, Is.Zero);
    }

    [Test]
    public void With_no_room_for_its_own_files_it_goes_on()
    {
        using LoopDisk disk = LoopDisk.Make(Root, "16M");
        Configure();
        Shell("echo one >a; mkdir \"$1/state\"; rm -rf \"$2\"; ln -s \"$1/state\" \"$2\"", disk.Folder, Path.Combine(Home, "state"));
        ChildProcess daemon = Begin();
        WaitForSnapshots(1);
        Shell("head -c 40M /dev/zero >\"$1\" || true; for i in $(seq 400); do echo x 2>/dev/null >\"$1.$i\" || break; done; ! head -c 5000 /dev/zero 2>/dev/null >\"$2\"", Path.Combine(disk.Folder, "filler"), Path.Combine(disk.Folder, "state", "filler"));
        int before = SnapshotsIn(Backups);
        Shell("echo two >b");
        WaitForSnapshots(before + 1);
        Assert.That((daemon.HasExited, Ask("/healthz").Status), Is.EqualTo((false, 200)));
        Shell("rm -f \"$1\"* \"$2\"", Path.Combine(disk.Folder, "filler"), Path.Combine(disk.Folder, "state", "filler"));
        Shell("echo three >c");
        WaitForSnapshots(before + 2);
        WaitUntil(() => Events().Length > 0, "it tells of events again");
    }

    [Test]
    public void A_wall_clock_that_is_moved_forth_and_back_makes_no_snapshots_and_stops_none()
    {
        string library = Shell("ls /usr/lib/*/faketime/libfaketime.so.1 2> /dev/null || true").Trim();
        if (library.Length == 0)
        {
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                Assert.Fail("libfaketime is not installed");
            Assert.Ignore("libfaketime is not installed");
        }

        string clock = Path.Combine(Root, "clock");
        File.WriteAllText(clock, "+0");
        foreach ((string name, string value) in new[] { ("LD_PRELOAD", library), ("FAKETIME_TIMESTAMP_FILE", clock), ("FAKETIME_NO_CACHE", "1"), ("DONT_FAKE_MONOTONIC", "1"), ("NO_FAKE_STAT", "1") })
            Kit.Variables[name] = value;
        Configure(", interval: 60");
        Shell("echo one >a");
        Begin();
        WaitForSnapshots(1);
        WaitUntil(() => Backup().GetProperty("state").GetString() == "ok", "it is told of");
        DateTimeOffset start = Saved();
        int count = 1;
        foreach (string moved in new[] { "+25h", "-25h", "+0" })
        {
            File.WriteAllText(clock, moved);
            Thread.Sleep(3000);
            Assert.That(SnapshotsIn(Backups), Is.EqualTo(count), "nothing has changed but the clock");
            Shell("echo \"$1\" >a", moved);
            WaitForSnapshots(++count);
            WaitUntil(() => moved == "+0" ? (Saved() - start).Duration() < TimeSpan.FromHours(1) : (Saved() - start).Duration() > TimeSpan.FromHours(24), "the clock was moved");
            WaitUntil(() => Backup().GetProperty("state").GetString() == "ok", "it is well");
        }
    }

    private JsonElement Backup() => Status().GetProperty("backups")[0];

    private DateTimeOffset Saved() => Backup().GetProperty("lastSuccess").GetDateTimeOffset();
}
