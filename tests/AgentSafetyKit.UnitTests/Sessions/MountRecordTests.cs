using AgentSafetyKit.Configuration;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Records of mounts outlive the version that wrote them.</summary>
public sealed class MountRecordTests
{
    private string _home = "";
    private KitPaths _paths = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
        Directory.CreateDirectory(_paths.MountsFolder);
        Directory.CreateDirectory(_paths.RunsFolder);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public void One_of_the_first_version_is_read_with_all_its_rules()
    {
        File.WriteAllText(Path.Combine(_paths.MountsFolder, "0123456789abcdef.json"), """
            {"id": "0123456789abcdef", "source": "/p", "target": "/home/u/p", "machine": "m", "readOnly": true, "protect": [".git/hooks"], "hide": ["*.pem"], "restrict": "a2V5Cg==",
             "protectedByDefault": [".envrc"], "guestLocal": ["node_modules"], "tripwire": {"files": 7, "percent": 8, "seconds": 9}, "attributeSeconds": 5, "backupFolder": "/b", "state": "Live", "since": "2026-05-01T12:00:00+00:00"}
            """);
        MountRecord record = new MountStore(_paths).Find("0123456789abcdef")!;
        Assert.Multiple(() =>
        {
            Assert.That((record.Source, record.ReadOnly, record.AttributeSeconds, record.BackupFolder, record.State), Is.EqualTo(("/p", true, 5, "/b", MountState.Live)));
            Assert.That(record.Protect.Concat(record.Hide).Concat(record.GuestLocal).Concat(record.ProtectedByDefault!), Is.EqualTo(new[] { ".git/hooks", "*.pem", "node_modules", ".envrc" }));
            Assert.That((record.Restrict.ToArray(), record.Tripwire), Is.EqualTo(("key\n"u8.ToArray(), new TripwireLimits { Files = 7, Percent = 8, Seconds = 9 })));
            Assert.That((record.MaxRunBytes, record.MaxRunFiles, record.FreeToLeave), Is.EqualTo(((long?)null, (long?)null, 0L)));
            Assert.That(MountWishes.Again(record).IsMetBy(record), Is.True);
        });
    }

    [Test]
    public void One_from_before_there_were_rules_means_none_of_them()
    {
        File.WriteAllText(Path.Combine(_paths.MountsFolder, "0123456789abcdef.json"), """{"id": "0123456789abcdef", "source": "/p", "target": "/t", "machine": "m", "protect": null, "hide": null, "guestLocal": null, "attributeSeconds": 0}""");
        File.WriteAllText(Path.Combine(_paths.RunsFolder, "r1.json"), """{"id": "r1", "agent": "a", "machine": "m", "folder": "/p", "startedAt": "2026-05-01T12:00:00+00:00", "terms": {"target": "/t", "readOnly": true, "intervalSeconds": 60}}""");
        MountRules[] read = [new MountStore(_paths).Find("0123456789abcdef")!, new RunStore(_paths, TimeProvider.System).Find("r1")!.Terms!];
        Assert.That(read.Select(rules => (rules.Protect.Count, rules.Hide.Count, rules.GuestLocal.Count, rules.ProtectedByDefault, rules.Tripwire, rules.AttributeSeconds)), Is.All.EqualTo((0, 0, 0, (IReadOnlyList<string>?)null, (TripwireLimits?)null, 1)));
        Assert.That(read.Select(rules => rules.ReadOnly), Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public void Of_two_folders_on_one_disk_with_its_snapshots_is_left_what_these_need()
    {
        string project = Directory.CreateDirectory(Path.Combine(_home, "project")).FullName, backups = Path.Combine(_home, "not", "there", "yet");
        MountSettings Mount(string keys) => Configuration.Sample.Config(Configuration.Sample.Machine + $"mounts: [{{source: {project}, max_run_bytes: 5M, max_run_files: 6{keys}}}]").Mounts[0];
        MountWish wish = MountWishes.Of(Mount($", backup: {backups}, min_free_space: 3M"), project, "m");
        Assert.That((wish.MaxRunBytes, wish.MaxRunFiles, wish.FreeToLeave), Is.EqualTo((5L << 20, 6L, 3L << 20)));
        Assert.That(MountWishes.Of(Mount(", backups: off"), project, "m").FreeToLeave, Is.Zero);
        Assert.That(MountWishes.Of(Mount(", backup: /proc/agsekit"), project, "m").FreeToLeave, Is.Zero, "another disk");
    }
}
