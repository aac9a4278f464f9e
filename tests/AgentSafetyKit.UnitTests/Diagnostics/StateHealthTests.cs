using AgentSafetyKit.Composition;
using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Diagnostics;

/// <summary>What doctor finds of what is at work.</summary>
public sealed class StateHealthTests
{
    private static readonly StatusReport Well = new(default, true, [], [Vm("running", true)], [], [], [], [], [], new DaemonPresence("stopped", null));

    private string _home = "";
    private KitServices _kit = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _kit = new KitServices(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), TimeProvider.System);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public async Task Where_all_is_well_it_says_what_is_at_work() =>
        Assert.That((await Look(Well)).Select(one => (one.Level, one.What.English)), Is.EqualTo(new[] { (HealthLevel.Passed, "VMs running: 1, agents at work: 0, folders with snapshots: 0 of 0") }));

    [TestCase("unknown", null, "how VM 'vm' is could not be found out", "agsekit vms")]
    [TestCase("broken", null, "VM 'vm' is broken", "agsekit restart-vm vm; if that does not help: agsekit destroy-vm vm && agsekit create-vm vm")]
    [TestCase("running", false, "VM 'vm' runs and does not answer", "try again in a moment; if it stays so: agsekit restart-vm vm")]
    public async Task A_VM_that_is_ill_is_found(string state, bool? answers, string what, string fix) => Finds(await Look(Well with { Vms = [Vm(state, answers)] }), what, fix);

    [Test]
    public async Task A_run_that_can_not_be_reached_is_found() => Finds(await Look(Well with { Agents = [Run("unreachable", true)] }), "run r1 can not be reached", "agsekit restart-vm vm");

    [TestCase("failed")]
    [TestCase("unknown")]
    public async Task A_backup_that_fails_is_found(string state) => Finds(
        await Look(Well with { Backups = [new FolderBackupStatus("/p", "/b", state, null, null, null, null, null, null, 0, null, null, "why")] }), "/p is not backed up", "agsekit backup-once in that folder says more");

    [Test]
    public async Task A_port_that_is_not_forwarded_is_found() =>
        Finds(await Look(Well with { Ports = [new PortStatus("vm", "local", "127.0.0.1:80", null, "failed", "why")] }), "port 127.0.0.1:80 is not forwarded", "agsekit ports");

    [Test]
    public async Task A_run_that_nobody_watches_is_found_and_closed()
    {
        _kit.Runs.Save(new RunRecord { Id = "r1", Agent = "a", Machine = "vm", Folder = _home, StartedAt = DateTimeOffset.UnixEpoch });
        var check = new StateHealth(_ => Task.FromResult(Well with { Agents = [.. _kit.Runs.Unended().Select(run => Run("working", run.IsWatched))] }), _kit.AbandonedRuns, _kit.FolderMounts, _kit.Mounts);
        HealthFinding found = (await check.LookAsync(default)).Single();
        Assert.That((found.Level, found.What.English, found.Fix.English), Is.EqualTo((HealthLevel.Failed, "nobody watches run r1", "agsekit ps")));
        await found.Repair!(default);
        Assert.That(((await check.LookAsync(default)).Single().Level, _kit.Runs.Find("r1")!.EndedAt is null), Is.EqualTo((HealthLevel.Passed, false)));
    }

    private static void Finds(IReadOnlyList<HealthFinding> found, string what, string fix) =>
        Assert.That(found.Select(one => (one.Level, one.What.English, one.Cause.English, one.Fix.English, one.Repair is null)), Is.EqualTo(new[] { (HealthLevel.Failed, what, "why", fix, true) }));

    private static MachineStatus Vm(string state, bool? answers) => new("vm", state, "QEMU", 1, 1, 1, null, null, null, null, null, null, null, answers, null, [], "why");

    private static AgentStatus Run(string state, bool watched) => new("r1", null, "a", "vm", "/p", false, state, watched, default, null, null, null, null, "why");

    private Task<IReadOnlyList<HealthFinding>> Look(StatusReport now) => new StateHealth(_ => Task.FromResult(now), _kit.AbandonedRuns, _kit.FolderMounts, _kit.Mounts).LookAsync(CancellationToken.None);
}
