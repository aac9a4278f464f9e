using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Diagnostics;

public sealed class StatusCollectorTests
{
    private string _home = "";
    private KitPaths _paths = null!;
    private RunStore _runs = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
        _runs = new RunStore(_paths, TimeProvider.System);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public async Task Guests_that_hang_or_refuse_are_rows_with_a_cause_and_all_of_it_takes_three_seconds_at_most()
    {
        _runs.Save(Run("r1", "hangs-a") with { Watcher = ProcessIdentity.Of(Environment.ProcessId) });
        _runs.Save(Run("r2", "refuses") with { Guest = new GuestProcess(2, 3, "b"), IsDetached = true, Terms = new RunTerms { Target = "/t", IntervalSeconds = 60 } });
        long begin = TimeProvider.System.GetTimestamp();
        StatusReport report = await Collector(new SickMachines("hangs-a", "hangs-b", "refuses")).CollectAsync(null, null, Language.English, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, Is.LessThan(3));
            Assert.That(report.Vms.Select(vm => (vm.Name, vm.Answers, vm.Cause)), Is.EqualTo(new[] { ("hangs-a", (bool?)false, "it did not answer in time"), ("hangs-b", false, "it did not answer in time"), ("refuses", false, "it refuses") }));
            Assert.That(report.Agents.Select(agent => (agent.Id, agent.State, agent.Watched, agent.Cause)), Is.EquivalentTo(new[] { ("r1", "unreachable", true, "it did not answer in time"), ("r2", "unreachable", false, "it refuses") }));
            Assert.That(report.Healthy, Is.False);
            Assert.That(report.Attention, Has.Count.EqualTo(5).And.Some.EqualTo("VM 'refuses': it refuses").And.Some.EqualTo("run r2: it refuses"));
            Assert.That((report.Daemon.State, report.Daemon.Pid), Is.EqualTo(("running", (int?)4711)));
        });
    }

    [Test]
    public async Task An_engine_that_hangs_leaves_the_names_of_its_VMs()
    {
        StatusReport report = await Collector(new SickMachines { ListHangs = true }).CollectAsync(null, null, Language.Russian, CancellationToken.None);
        Assert.That(report.Vms.Select(vm => (vm.Name, vm.State, vm.Cause)), Is.EqualTo(new[] { ("known", "unknown", "нет ответа вовремя") }));
        Assert.That(report.Attention, Is.EqualTo(new[] { "ВМ «known»: нет ответа вовремя" }));
    }

    [Test]
    public async Task A_configuration_that_can_not_be_read_is_a_line_and_nothing_is_lost_by_it()
    {
        var trouble = new KitException(ErrorCode.ConfigInvalid, new Text("the file is wrong", "файл неверен"), new Text("line 3", "строка 3"), Text.None);
        StatusReport report = await Collector(new SickMachines()).CollectAsync(null, trouble, Language.English, CancellationToken.None);
        Assert.That((report.Healthy, report.Attention.Single()), Is.EqualTo((false, "configuration: the file is wrong: line 3")));
        Assert.That((await Collector(new SickMachines()).CollectAsync(null, null, Language.English, CancellationToken.None)).Healthy, Is.True);
    }

    [Test]
    public async Task Backups_are_told_from_the_snapshots_there_are()
    {
        string project = Directory.CreateDirectory(Path.Combine(_home, "project")).FullName, gone = Path.Combine(_home, "gone");
        File.WriteAllText(Path.Combine(project, "a"), "a");
        AgentSafetyKit.Configuration.KitConfig config = Sample.Config(
            $"{Sample.Machine}mounts:\n  - source: {project}\n    vm: main\n    min_free_space: 1M\n  - source: {gone}\n    vm: main\n");
        StatusCollector collector = Collector(new SickMachines());
        StatusReport before = await collector.CollectAsync(config, null, Language.English, CancellationToken.None);
        Assert.That(before.Backups.Select(backup => (backup.State, backup.Snapshots, backup.Cause)), Is.EqualTo(new[] { ("none", 0, null), ("failed", 0, "the folder is not there") }));
        string id = new SnapshotStore(new ProtectedFolder(project, config.Mounts[0].Backup, config.Mounts[0]).Spec, TimeProvider.System).Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        StatusReport after = await collector.CollectAsync(config, null, Language.English, CancellationToken.None);
        Assert.That((after.Backups[0].State, after.Backups[0].LastSnapshot, after.Backups[0].Snapshots, after.Backups[0].FreeBytes > 0), Is.EqualTo(("ok", id, 1, true)));
        Assert.That(after.Mounts.Select(mount => mount.State), Is.All.EqualTo("notMounted"));
    }

    private StatusCollector Collector(SickMachines machines)
    {
        var mounts = new MountStore(_paths);
        return new StatusCollector(new StatusSources(
            machines, () => ["known"], _ => Task.FromResult<IReadOnlyList<OtherMachine>>([]), _runs, new RunOverview(_runs, mounts, machines), mounts, new MountOverview(mounts, new TripwireStore(_paths), machines),
            spec => new SnapshotStore(spec, TimeProvider.System), new BackupHealthStore(_paths), new BackupCheckStore(_paths), _ => [], () => 4711, TimeProvider.System));
    }

    private static RunRecord Run(string id, string machine) => new() { Id = id, Agent = "a", Machine = machine, Folder = "/p", StartedAt = DateTimeOffset.UnixEpoch };
}
