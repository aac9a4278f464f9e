using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

/// <summary>Taking over, measuring, resizing, and the engines as one, on the stand-in.</summary>
[NonParallelizable]
public sealed class MultipassAdoptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly MachineSpec Spec = new("vm", 1, ByteSize.FromGibibytes(1), ByteSize.FromGibibytes(5), "default", NetworkPolicy.Open);
    private StandIn _host = null!;
    private MultipassProvider _provider = null!;

    [SetUp]
    public void Begin()
    {
        _host = new StandIn();
        _provider = _host.Open();
    }

    [TearDown]
    public void End() => _host.Dispose();

    [TestCase("Running")]
    [TestCase("Stopped")]
    [TestCase("Suspended")]
    public async Task A_machine_made_by_hand_is_taken_over_as_it_is(string state)
    {
        _host.Foreign("vm", state);
        MachineInfo adopted = await _provider.AdoptAsync(Spec, NoProgress.Instance, default);
        Assert.That((adopted.State, adopted.Image), Is.EqualTo((MachineState.Running, "ubuntu:24.04")));
        Assert.That(adopted.DifferencesFrom(Spec), Is.Empty);
        SshConnection guest = await _provider.ConnectAsync("vm", default);
        Assert.That((await guest.RunAsync(["hostname"], default, Patience, default)).OutputText, Is.EqualTo("vm\n"));
        Assert.That(_host.Calls.Where(call => call.StartsWith("exec", StringComparison.Ordinal)), Has.All.StartsWith("exec vm -n -- sh -c "));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.AdoptAsync(Spec, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineExists));
        await _provider.DestroyAsync("vm", default);
        Assert.That(_host.Store.Machines(), Is.Empty);
    }

    [TestCase("exec:nosudo", ErrorCode.GuestCommandFailed)]
    [TestCase("exec:refused", ErrorCode.GuestUnreachable)]
    public async Task A_taking_over_that_fails_leaves_it_as_it_was(string fault, ErrorCode code)
    {
        _host.Foreign("vm", "Stopped");
        _host.Faults(fault);
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.AdoptAsync(Spec, NoProgress.Instance, default))!.Code, Is.EqualTo(code));
        Assert.That(_provider.Owns("vm"), Is.False);
        Assert.That((await _provider.ListOthersAsync(default)).Single().State, Is.EqualTo("Stopped"));
    }

    [Test]
    public void One_that_is_not_there_or_in_the_trash_is_not_taken_over()
    {
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.AdoptAsync(Spec, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));
        _host.Foreign("vm", "Deleted");
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.AdoptAsync(Spec, NoProgress.Instance, default))!.Fix.English, Does.Contain("recover"));
    }

    [Test]
    public async Task Sizes_changed_by_hand_are_measured_and_a_stopped_one_is_resized()
    {
        await _provider.CreateAsync(Spec, NoProgress.Instance, default);
        _host.Store.Update("vm", machine => machine with { Processors = 3, Memory = 3L << 30 });
        MachineInfo measured = (await _provider.MeasureAsync("vm", default))!;
        Assert.That(measured.DifferencesFrom(Spec), Is.EqualTo(new[] { new SpecDifference("cpu", "1", "3"), new SpecDifference("ram", "1G", "3G") }));

        MachineSpec wanted = Spec with { Processors = 2, Memory = ByteSize.FromMebibytes(1536), Disk = ByteSize.FromGibibytes(10) };
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.ResizeAsync(wanted, default))!.Fix.English, Is.EqualTo("agsekit stop-vm vm"));
        await _provider.StopAsync("vm", Patience, NoProgress.Instance, default);
        Assert.That((await _provider.ResizeAsync(wanted, default)).DifferencesFrom(wanted), Is.Empty);
        Assert.That((await _provider.MeasureAsync("vm", default))!.DifferencesFrom(wanted), Is.Empty);
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.ResizeAsync(Spec, default))!.Cause.English, Does.Contain("only grow"));
        Assert.That(await _provider.MeasureAsync("nobody", default), Is.Null);
    }

    [Test]
    public async Task A_machine_stays_with_the_engine_it_was_made_with()
    {
        var engines = new MachineEngines(_provider, new QemuProvider(_host.Paths, new CommandRunner(TimeProvider.System), TimeProvider.System));
        await engines.CreateAsync(Spec, NoProgress.Instance, default);
        Assert.That((await engines.FindAsync("vm", default))!.Provider, Is.EqualTo("multipass"));
        Assert.That((await engines.ListAsync(default)).Select(machine => machine.Name), Is.EqualTo(new[] { "vm" }));
        Assert.That(Assert.ThrowsAsync<KitException>(() => engines.CreateAsync(Spec with { Provider = ProviderChoice.Qemu }, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineExists));
        await engines.StopAsync("vm", Patience, NoProgress.Instance, default);
        Assert.That((await engines.MeasureAsync("vm", default))!.State, Is.EqualTo(MachineState.Stopped));
        await engines.DestroyAsync("vm", default);
        Assert.That(await engines.FindAsync("vm", default), Is.Null);
    }

    [Test]
    public async Task Without_machines_in_Multipass_it_is_not_asked()
    {
        var engines = new MachineEngines(_provider, new QemuProvider(_host.Paths, new CommandRunner(TimeProvider.System), TimeProvider.System));
        _host.Store.SetMode("hang");
        Assert.That(await engines.ListAsync(default), Is.Empty);
        Assert.That(await engines.FindAsync("vm", default), Is.Null);
        Assert.That((await engines.ChooseAsync(Spec with { Provider = ProviderChoice.Qemu }, default)).UsesMultipass, Is.False);
        Assert.That(_host.Calls, Is.Empty);
        Assert.That((await engines.ChooseAsync(Spec, default)).UsesMultipass, Is.False, "a daemon that hangs is none");
    }
}
