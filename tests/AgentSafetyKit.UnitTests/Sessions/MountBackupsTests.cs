using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class MountBackupsTests
{
    [Test]
    public void Each_folder_is_saved_by_its_own_settings()
    {
        IReadOnlyList<RepeatedBackup> all = Of(
            """
            - {source: /w/a, interval: 7, first_backup: false, continuous: false}
            - {source: /w/b, backup: /elsewhere/b}
            - {source: /w/c, backups: off}
            """).All(null, waitsForLock: true);
        Assert.That(all.Select(backup => (backup.Store.Source, backup.Store.BackupFolder)), Is.EqualTo(new[] { ("/w/a", "/w/backups-a"), ("/w/b", "/elsewhere/b") }));
        Assert.That(all.Select(backup => (backup.Loop.Interval.TotalMinutes, backup.Loop.TakesFirst, backup.Loop.OnBursts)), Is.EqualTo(new[] { (7d, false, false), (5d, true, true) }));
        Assert.That(all.Select(backup => backup.MountId), Is.EqualTo(new[] { MountStore.IdOf("/w/a", "main"), MountStore.IdOf("/w/b", "main") }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void The_command_line_wins_over_continuous(bool said)
    {
        IReadOnlyList<RepeatedBackup> all = Of("- {source: /w/a, continuous: true}\n- {source: /w/b, continuous: false}").All(said, waitsForLock: false);
        Assert.That(all.Select(backup => backup.Loop.OnBursts), Is.All.EqualTo(said));
    }

    [TestCase("", ErrorCode.FolderRefused)]
    [TestCase("- {source: /w/a, backups: off}", ErrorCode.PolicyRefused)]
    public void Nothing_to_save_is_an_error(string mounts, ErrorCode code) =>
        Assert.That(Assert.Throws<KitException>(() => Of(mounts).All(null, false))!.Code, Is.EqualTo(code));

    [Test]
    public void Snapshots_within_an_agents_reach_are_refused()
    {
        var elsewhere = new MountRecord { Id = "x", Source = "/backups", Target = "/home/x", Machine = "main" };
        var backups = new MountBackups(Sample.Config(Sample.Machine + "mounts: [{source: /w/a, backup: /backups/a}]\n"), [elsewhere]);
        Assert.That(Assert.Throws<KitException>(() => backups.All(null, false))!.Code, Is.EqualTo(ErrorCode.FolderRefused));
    }

    private static MountBackups Of(string mounts) =>
        new(Sample.Config(Sample.Machine + (mounts.Length == 0 ? "" : "mounts:\n" + string.Concat(mounts.Split('\n').Select(line => $"  {line}\n")))), []);
}
