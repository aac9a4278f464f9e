using AgentSafetyKit.Configuration;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;
using AgentSafetyKit.UnitTests.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class IdleRulesTests
{
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<IdleAct> _acts = [];
    private string _home = "";
    private KitPaths _paths = null!;
    private MountStore _mounts = null!;
    private RunStore _runs = null!;
    private MachineUse _use = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
        (_mounts, _runs, _use) = (new MountStore(_paths), new RunStore(_paths, _clock), new MachineUse(_paths));
        _acts.Clear();
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, recursive: true);

    [Test]
    public async Task A_VM_is_stopped_when_nobody_used_it_for_the_time_and_not_before()
    {
        var machines = new MachinesOnPaper("one", "two");
        IdleRules rules = Rules(machines, null, TimeSpan.FromMinutes(30));
        await Look(rules);
        await Look(rules, minutes: 29);
        Assert.That(_acts, Is.Empty);
        await Look(rules, minutes: 1);
        Assert.That(_acts, Is.EquivalentTo(new[] { new IdleAct("one", null, TimeSpan.FromMinutes(30)), new IdleAct("two", null, TimeSpan.FromMinutes(30)) }));
        machines.Running.Add("one");
        await Look(rules);
        await Look(rules, minutes: 29);
        Assert.That(_acts, Has.Count.EqualTo(2), "it was started again, and its time begins anew");
    }

    [Test]
    public async Task Whoever_works_in_a_VM_keeps_it()
    {
        var machines = new MachinesOnPaper("shell", "agent", "idle");
        IdleRules rules = Rules(machines, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30));
        RunRecord run = Run("agent", "/project");
        _runs.Save(run);
        Mount("agent", "/project");
        using (await _use.ShareAsync("shell", CancellationToken.None))
        {
            await Look(rules);
            await Look(rules, minutes: 600);
            Assert.That(_acts, Is.EqualTo(new[] { new IdleAct("idle", null, TimeSpan.FromMinutes(600)) }));
        }

        _runs.Save(run with { EndedAt = _clock.Now });
        await Look(rules, minutes: 9);
        Assert.That(_acts, Has.Count.EqualTo(1), "its time begins with the end of the work");
        await Look(rules, minutes: 1);
        Assert.That(_acts[^1], Is.EqualTo(new IdleAct("agent", "/project", TimeSpan.FromMinutes(10))));
        Assert.That(_mounts.All(), Is.Empty);
        await Look(rules, minutes: 20);
        Assert.That(machines.Running, Is.Empty);
    }

    [Test]
    public async Task A_VM_that_is_being_stopped_is_waited_for()
    {
        FileLock alone = _use.TryTakeAlone("one")!;
        Task<FileLock> share = _use.ShareAsync("one", CancellationToken.None);
        await Task.Delay(150);
        Assert.That(share.IsCompleted, Is.False);
        alone.Dispose();
        using FileLock taken = await share;
        Assert.That(_use.TryTakeAlone("one"), Is.Null);
    }

    [Test]
    public async Task A_mount_that_is_in_use_all_the_same_stays()
    {
        Mount("one", "/project");
        using FileLock user = FileLock.TryShare(_mounts.UsersLock(MountStore.IdOf("/project", "one")))!;
        IdleRules rules = Rules(new MachinesOnPaper("one"), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        await Look(rules);
        await Look(rules, minutes: 60);
        Assert.That(_acts, Is.Empty);
        Assert.That(_mounts.All(), Has.Count.EqualTo(1));
    }

    private IdleRules Rules(MachinesOnPaper machines, TimeSpan? unmount, TimeSpan? stop) => new(
        new IdleSettings(unmount, stop), machines, new FolderMounts(_mounts, id => CommandSpec.Of("false", id), _clock), _mounts, _runs, _use, _clock);

    private async Task Look(IdleRules rules, int minutes = 0)
    {
        _clock.Now += TimeSpan.FromMinutes(minutes);
        await rules.LookAsync(_acts.Add, CancellationToken.None);
    }

    private RunRecord Run(string machine, string folder) => new()
    {
        Id = _runs.NewId(),
        Agent = "claude",
        Machine = machine,
        Folder = folder,
        StartedAt = _clock.Now,
        Watcher = ProcessIdentity.Of(Environment.ProcessId),
    };

    private void Mount(string machine, string folder) => _mounts.Save(new MountRecord { Id = MountStore.IdOf(folder, machine), Source = folder, Target = folder, Machine = machine, State = MountState.Live });
}
