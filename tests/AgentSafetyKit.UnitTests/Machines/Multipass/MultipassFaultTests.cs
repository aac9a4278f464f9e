using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

/// <summary>What a daemon, a guest or a user can do to us, on the stand-in.</summary>
[NonParallelizable]
public sealed class MultipassFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
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

    [TestCase("down", ErrorCode.EngineUnavailable)]
    [TestCase("unknown", ErrorCode.EngineUnavailable)]
    [TestCase("new", ErrorCode.EngineUnavailable)]
    [TestCase("denied", ErrorCode.PermissionDenied)]
    public async Task A_daemon_that_can_not_be_used_is_said_to_be_so_and_hides_no_machine(string mode, ErrorCode code)
    {
        await Create();
        _host.Store.SetMode(mode);
        MultipassProvider later = _host.Open();
        Assert.That(await later.VersionAsync(default), Is.Null);
        MachineInfo listed = (await later.ListAsync(default)).Single();
        Assert.That((listed.State, listed.Processors), Is.EqualTo((MachineState.Broken, 1)));
        Assert.That(listed.Cause.IsEmpty, Is.False);
        Assert.That(Code(() => later.FindAsync("vm", default)), Is.EqualTo(code));
        Assert.That(Code(() => later.DestroyAsync("vm", default)), Is.EqualTo(code));
        Assert.That(later.Owns("vm"), "nothing was forgotten");
        Assert.That(await later.ListOthersAsync(default), Is.Empty);
    }

    [TestCase("launch:offline", ErrorCode.ImageFailed)]
    [TestCase("launch:nospace", ErrorCode.NoSpace)]
    [TestCase("launch:timeout", ErrorCode.MachineStartFailed)]
    [TestCase("launch:client-timeout", ErrorCode.MachineStartFailed)]
    [TestCase("info:stoll", ErrorCode.MachineFailed)]
    [TestCase("info:noaddress", ErrorCode.GuestUnreachable)]
    public async Task A_launch_that_fails_leaves_nothing(string fault, ErrorCode code)
    {
        _host.Faults(fault);
        Assert.That(Code(() => Create()), Is.EqualTo(code));
        Assert.That(_host.Store.Machines(), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(_host.Paths.MultipassFolder), Is.Empty);
        _host.Faults();
        Assert.That((await Create()).State, Is.EqualTo(MachineState.Running));
    }

    [Test]
    public async Task What_a_killed_program_left_is_shown_and_cleared_away()
    {
        await Create();
        Directory.Move(Path.Combine(_host.Paths.MultipassFolder, "vm"), Path.Combine(_host.Paths.MultipassFolder, ".vm"));
        MachineInfo left = (await _provider.ListAsync(default)).Single();
        Assert.That((left.State, left.Cause.English), Is.EqualTo((MachineState.Broken, "making it was broken off; the next command that changes a VM clears it away, or: agsekit destroy-vm vm")));
        Assert.That(await _provider.ListOthersAsync(default), Is.Empty);
        await Create("other");
        Assert.That(_host.Store.Machines().Keys, Is.EqualTo(new[] { "other" }));
    }

    [Test]
    public async Task A_machine_that_comes_an_hour_after_a_broken_launch_is_somebody_elses()
    {
        await Create();
        string unfinished = Path.Combine(_host.Paths.MultipassFolder, ".vm");
        Directory.Move(Path.Combine(_host.Paths.MultipassFolder, "vm"), unfinished);
        string record = Path.Combine(unfinished, "machine.json");
        File.WriteAllText(record, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(record), "\"created\": \"....", "\"created\": \"2020"));
        await Create("other");
        Assert.That(_host.Store.Machines().Keys, Is.EquivalentTo(new[] { "vm", "other" }));
        Assert.That((await _provider.ListOthersAsync(default)).Select(machine => machine.Name), Is.EqualTo(new[] { "vm" }));
    }

    [Test]
    public async Task A_launch_given_up_while_it_waits_is_cleared_away_when_it_comes()
    {
        _host.Faults("launch:stuck");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        Assert.That(async () => await _provider.CreateAsync(Spec("vm"), NoProgress.Instance, giveUp.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_host.Store.Machines(), Is.Empty);
        _host.Faults();
        Assert.That((await Create()).State, Is.EqualTo(MachineState.Running));
    }

    [Test]
    public async Task Somebody_elses_machine_is_seen_apart_and_never_touched()
    {
        _host.Foreign("theirs");
        _host.Foreign("vm", "Suspended");
        Assert.That(await _provider.ListAsync(default), Is.Empty);
        Assert.That(await _provider.FindAsync("theirs", default), Is.Null);
        Assert.That((await _provider.ListOthersAsync(default)).Select(machine => (machine.Name, machine.State)), Is.EqualTo(new[] { ("theirs", "Running"), ("vm", "Suspended") }));
        Assert.That(Code(() => Create()), Is.EqualTo(ErrorCode.MachineExists));
        Assert.That(Code(() => _provider.DestroyAsync("theirs", default)), Is.EqualTo(ErrorCode.MachineMissing));
        Assert.That(Code(() => _provider.StopAsync("theirs", Patience, NoProgress.Instance, default)), Is.EqualTo(ErrorCode.MachineMissing));
        Assert.That(_host.Store.Machines().Values.Select(machine => machine.Settled), Is.EqualTo(new[] { "Running", "Suspended" }));
        Assert.That(_host.Calls.Select(call => call.Split(' ')[0]).Distinct(), Is.SubsetOf(new[] { "list", "version" }));
    }

    [Test]
    public async Task A_machine_made_anew_by_hand_under_our_name_is_not_destroyed()
    {
        await Create();
        _host.Foreign("vm");
        KitException refused = Assert.ThrowsAsync<KitException>(() => _provider.DestroyAsync("vm", default))!;
        Assert.That(refused.Cause.English, Does.Contain("not the one agsekit made"));
        Assert.That(_host.Store.Machines().Keys, Is.EqualTo(new[] { "vm" }));
        Assert.That(_provider.Owns("vm"), Is.False);

        _host.Store.Change(machines => machines.Remove("vm"));
        await Create();
        _host.Store.Update("vm", machine => machine.Now("Stopped") with { ImageHash = new string('c', 64) });
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.DestroyAsync("vm", default))!.Cause.English, Does.Contain("not the one agsekit made"));
        Assert.That(_host.Store.Machines().Keys, Is.EqualTo(new[] { "vm" }));
    }

    [Test]
    public async Task A_guest_that_shows_another_key_is_not_talked_to()
    {
        await Create();
        await (await _provider.ConnectAsync("vm", default)).CloseAsync(default);
        _host.Store.Update("vm", machine => machine with { HostKey = "ssh-ed25519 AAAAOTHER" });
        KitException refused = Assert.ThrowsAsync<KitException>(() => _provider.ConnectAsync("vm", default))!;
        Assert.That(refused.Cause.English, Does.Contain("another one"));
    }

    [Test]
    public async Task An_address_that_changed_is_followed()
    {
        await Create();
        await (await _provider.ConnectAsync("vm", default)).CloseAsync(default);
        _host.Store.Update("vm", machine => machine with { Address = "127.99.0.9" });
        SshConnection guest = await _provider.ConnectAsync("vm", default);
        Assert.That((guest.Target.Host, (await guest.RunAsync(["echo", "here"], default, Patience, default)).OutputText), Is.EqualTo(("127.99.0.9", "here\n")));
    }

    [Test]
    public async Task Every_state_of_Multipass_is_told_honestly()
    {
        await Create();
        foreach ((string state, MachineState expected) in new[]
                 {
                     ("Running", MachineState.Running), ("Delayed Shutdown", MachineState.Running), ("Stopped", MachineState.Stopped), ("Suspended", MachineState.Suspended),
                     ("Suspending", MachineState.Stopping), ("Starting", MachineState.Starting), ("Restarting", MachineState.Starting), ("Unknown", MachineState.Starting), ("Deleted", MachineState.Broken),
                 })
        {
            _host.Store.Update("vm", machine => machine.Now(state));
            Assert.That((await _provider.FindAsync("vm", default))!.State, Is.EqualTo(expected), state);
        }

        string record = Path.Combine(_host.Paths.MultipassFolder, "vm", "machine.json");
        File.WriteAllText(record, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(record), "\"begun\": \"....", "\"begun\": \"2020"));
        _host.Store.Update("vm", machine => machine.Now("Unknown"));
        Assert.That((await _provider.FindAsync("vm", default))!.State, Is.EqualTo(MachineState.Broken), "Unknown for longer than a boot takes");
        _host.Store.Change(machines => machines.Remove("vm"));
        Assert.That(await _provider.FindAsync("vm", default), Is.Null, "purged by hand");
        Assert.That((await Create()).State, Is.EqualTo(MachineState.Running), "its name is free");
    }

    [Test]
    public async Task One_in_the_trash_is_named_so_and_can_be_destroyed()
    {
        await Create();
        _host.Store.Update("vm", machine => machine.Now("Deleted"));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.StartAsync("vm", NoProgress.Instance, default))!.Fix.English, Does.Contain("multipass recover vm"));
        await _provider.StopAsync("vm", Patience, NoProgress.Instance, default);
        await _provider.DestroyAsync("vm", default);
        Assert.That(_host.Store.Machines(), Is.Empty);
    }

    [TestCase("start:refused")]
    [TestCase("start:timeout")]
    public async Task A_start_that_fails_leaves_it_off(string fault)
    {
        await Create();
        await _provider.StopAsync("vm", Patience, NoProgress.Instance, default);
        _host.Faults(fault);
        Assert.That(Code(() => _provider.StartAsync("vm", NoProgress.Instance, default)), Is.EqualTo(ErrorCode.MachineStartFailed));
        Assert.That((await _provider.FindAsync("vm", default))!.State, Is.EqualTo(MachineState.Stopped));
    }

    [Test]
    public async Task A_suspended_one_goes_on_and_a_start_of_somebody_else_is_waited_for()
    {
        await Create();
        _host.Store.Update("vm", machine => machine.Now("Suspended"));
        Assert.That((await _provider.StartAsync("vm", NoProgress.Instance, default)).State, Is.EqualTo(MachineState.Running));
        _host.Store.Update("vm", machine => machine.Changing("Unknown", TimeProvider.System.GetUtcNow().AddSeconds(1), "Running") with { Boot = 9 });
        Assert.That((await _provider.StartAsync("vm", NoProgress.Instance, default)).State, Is.EqualTo(MachineState.Running));
        Assert.That(_host.Calls.Count(call => call.StartsWith("start ", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task The_guest_is_asked_to_power_off_and_one_that_does_not_is_switched_off()
    {
        await Create();
        await _provider.StopAsync("vm", Patience, NoProgress.Instance, default);
        Assert.That(_host.Calls.Any(call => call.StartsWith("stop", StringComparison.Ordinal)), Is.False, "Multipass's own stop can hold it up for five minutes");
        await _provider.StartAsync("vm", NoProgress.Instance, default);
        _host.Faults("guest:deaf");
        await _provider.StopAsync("vm", TimeSpan.FromSeconds(2), NoProgress.Instance, default);
        Assert.That(_host.Calls, Does.Contain("stop --force vm"));
        _host.Store.Update("vm", machine => machine.Now("Suspended"));
        await _provider.StopAsync("vm", Patience, NoProgress.Instance, default);
        Assert.That((await _provider.FindAsync("vm", default))!.State, Is.EqualTo(MachineState.Stopped));
    }

    [Test]
    public async Task Log_lines_of_the_daemon_and_an_abort_after_the_answer_change_nothing()
    {
        _host.Faults("list:noise", "launch:noise", "info:noise", "info:abort", "list:abort");
        Assert.That((await Create()).State, Is.EqualTo(MachineState.Running));
        _host.Faults("list:garbage");
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.FindAsync("vm", default))!.What.English, Does.Contain("not understood"));
    }

    [Test]
    public async Task A_daemon_that_starts_again_meanwhile_is_waited_for()
    {
        await Create();
        _host.Store.SetMode("down");
        Task<MachineInfo?> found = _provider.FindAsync("vm", default);
        await Task.Delay(1500);
        _host.Store.SetMode("");
        Assert.That((await found)!.State, Is.EqualTo(MachineState.Running));
    }

    [Test]
    public async Task No_secret_is_in_an_argument_or_on_our_disk()
    {
        await _provider.CreateAsync(Spec("vm") with { CloudInit = "password: canary-7\n" }, NoProgress.Instance, default);
        Assert.That(string.Join('\n', _host.Calls), Does.Not.Contain("canary-7").And.Not.Contains("PRIVATE KEY"));
        foreach (string file in Directory.EnumerateFiles(_host.Paths.MultipassFolder, "*", SearchOption.AllDirectories))
            Assert.That(File.ReadAllText(file), Does.Not.Contain("canary-7").And.Not.Contains("PRIVATE KEY"), file);
        Assert.That(File.ReadAllText(Path.Combine(_host.Store.Folder, "cloud-init-vm")), Does.Contain("canary-7"), "the guest got it");
    }

    [Test]
    public void A_network_that_can_not_be_cut_is_refused() =>
        Assert.That(Code(() => _provider.CreateAsync(Spec("vm") with { Network = NetworkPolicy.None }, NoProgress.Instance, default)), Is.EqualTo(ErrorCode.PolicyRefused));

    private static ErrorCode Code(Func<Task> call) => Assert.ThrowsAsync<KitException>(() => call())!.Code;

    private static MachineSpec Spec(string name) => new(name, 1, ByteSize.FromGibibytes(1), ByteSize.FromGibibytes(5), "default", NetworkPolicy.Open);

    private Task<MachineInfo> Create(string name = "vm") => _provider.CreateAsync(Spec(name), NoProgress.Instance, default);
}
