using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Machines;

/// <summary>What <see cref="IVirtualMachineProvider"/> promises, asked of every implementation. The tests run in order on one machine, because starting one takes long.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class VirtualMachineProviderContract
{
    private const string Machine = "contract";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    protected IVirtualMachineProvider Provider { get; private set; } = null!;

    /// <summary>What a machine is that was just made.</summary>
    protected virtual MachineState MadeAs => MachineState.Stopped;

    /// <summary>Whether a guest has a kernel of its own, and not only the ways of one.</summary>
    protected virtual bool HasRealGuests => true;

    /// <summary>Whether this engine keeps the memory of a machine that runs.</summary>
    protected virtual bool KeepsMemory => true;

    /// <summary>In the middle of a start.</summary>
    protected virtual TimeSpan MidStart => TimeSpan.FromSeconds(4);

    /// <summary>What the machine is made as.</summary>
    protected abstract MachineSpec SpecOf(string name);

    /// <summary>A new instance over the same state: what a restart of the program sees. Skips the suite where the engine is not there.</summary>
    protected abstract IVirtualMachineProvider Open();

    /// <summary>After all of it.</summary>
    protected virtual void Leave()
    {
    }

    [OneTimeSetUp]
    public async Task Begin()
    {
        Provider = Open();
        if (await Provider.FindAsync(Machine, default) is not null)
            await Provider.DestroyAsync(Machine, default);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (Provider is not null && await Provider.FindAsync(Machine, default) is not null)
            await Provider.DestroyAsync(Machine, default);
        Leave();
    }

    [Test, Order(1)]
    public void A_machine_that_is_not_there_is_named_missing()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.StartAsync("nobody", NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));
            Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.StopAsync("nobody", Patience, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));
            Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.DestroyAsync("nobody", default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));
            Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.ConnectAsync("nobody", default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));
            Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.FindAsync("../escape", default))!.Code, Is.EqualTo(ErrorCode.Usage));
        });
    }

    [Test, Order(1)]
    public async Task A_create_that_fails_leaves_nothing()
    {
        MachineSpec impossible = SpecOf(Machine) with { Image = "no-such-image" };
        Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.CreateAsync(impossible, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.ImageFailed));
        Assert.That(await Provider.FindAsync(Machine, default), Is.Null);
    }

    [Test, Order(2)]
    public async Task A_create_that_is_given_up_leaves_no_machine()
    {
        using var giveUp = new CancellationTokenSource();
        var first = new FirstReport(giveUp.Cancel);
        Assert.That(async () => await Provider.CreateAsync(SpecOf(Machine), first, giveUp.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Provider.ListAsync(default)).Where(machine => machine.State != MachineState.Broken).Select(machine => machine.Name), Does.Not.Contain(Machine));
        Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.ConnectAsync(Machine, default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));
    }

    [Test, Order(3)]
    public async Task Of_two_that_make_the_same_machine_one_makes_it_as_wanted()
    {
        MachineSpec spec = SpecOf(Machine);
        Task<MachineInfo>[] both = [Provider.CreateAsync(spec, new Narrator(), default), Open().CreateAsync(spec, NoProgress.Instance, default)];
        await Task.WhenAny(Task.WhenAll(both));
        Assert.That(both.Count(task => task.IsCompletedSuccessfully), Is.EqualTo(1), () => string.Join('\n', both.Select(task => task.Exception)));
        Assert.That(((KitException)both.Single(task => task.IsFaulted).Exception!.InnerException!).Code, Is.EqualTo(ErrorCode.MachineExists));
        MachineInfo made = await both.Single(task => task.IsCompletedSuccessfully);
        Assert.That(made.State, Is.EqualTo(MadeAs));
        Assert.That(made.DifferencesFrom(spec), Is.Empty);
        Assert.That((await Provider.ListAsync(default)).Select(m => m.Name), Does.Contain(Machine));
        Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.CreateAsync(spec, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineExists));
        if (MadeAs == MachineState.Stopped)
            Assert.That(Assert.ThrowsAsync<KitException>(() => Provider.ConnectAsync(Machine, default))!.Code, Is.EqualTo(ErrorCode.MachineNotRunning));
    }

    [Test, Order(4)]
    public async Task A_started_machine_runs_commands_and_tells_their_results_apart()
    {
        MachineInfo running = await Provider.StartAsync(Machine, new Narrator(), default);
        Assert.That(running.State, Is.EqualTo(MachineState.Running));
        SshConnection guest = await Provider.ConnectAsync(Machine, default);

        GuestResult words = await guest.RunAsync(["printf", "%s|", "a b", "$HOME", "'", "\\", "", "*", "ä\n"], default, Limit, default);
        Assert.That(words.OutputText, Is.EqualTo("a b|$HOME|'|\\||*|ä\n|"));

        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        Assert.That((await guest.RunAsync(["cat"], bytes, Limit, default)).Output, Is.EqualTo(bytes));

        GuestResult failed = await guest.RunAsync(["sh", "-c", "echo said >&2; exit 7"], default, Limit, default);
        Assert.That((failed.Exit.Code, failed.ErrorText), Is.EqualTo((7, "said\n")));
        Assert.That((await guest.RunAsync(["sh", "-c", "exit 255"], default, Limit, default)).Exit.Code, Is.EqualTo(255), "the guest's own 255 is not a broken connection");

        await guest.PutFileAsync("/tmp/secret file", Encoding.UTF8.GetBytes("canary"), default);
        Assert.That((await guest.RunAsync(["stat", "-c", "%a %s", "/tmp/secret file"], default, Limit, default)).OutputText, Is.EqualTo("600 6\n"));
    }

    [Test, Order(5)]
    public async Task The_guest_has_a_kernel_processors_memory_and_disk_of_its_own()
    {
        if (!HasRealGuests)
            return;
        SshConnection guest = await Provider.ConnectAsync(Machine, default);
        string[] facts = (await guest.RequireAsync(
            ["sh", "-c", "cat /proc/sys/kernel/random/boot_id; nproc; awk '/MemTotal/{print $2}' /proc/meminfo; df -B1 --output=size / | tail -1; hostname; sudo id -u"], default, Limit, default))
            .OutputText.Split('\n', StringSplitOptions.TrimEntries);
        MachineSpec spec = SpecOf(Machine);
        Assert.Multiple(() =>
        {
            Assert.That(facts[0], Is.Not.EqualTo(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()));
            Assert.That(int.Parse(facts[1]), Is.EqualTo(spec.Processors));
            Assert.That(long.Parse(facts[2]) * 1024, Is.InRange(spec.Memory.Bytes * 0.85, spec.Memory.Bytes));
            Assert.That(long.Parse(facts[3]), Is.InRange(spec.Disk.Bytes * 0.9, spec.Disk.Bytes), "the file system has grown to the disk");
            Assert.That(facts[4], Is.EqualTo(Machine));
            Assert.That(facts[5], Is.EqualTo("0"));
        });
    }

    [Test, Order(6)]
    public async Task Another_program_finds_the_running_machine_and_need_not_wait_for_it()
    {
        IVirtualMachineProvider another = Open();
        Assert.That((await another.FindAsync(Machine, default))!.State, Is.EqualTo(MachineState.Running));
        long begin = TimeProvider.System.GetTimestamp();
        await another.StartAsync(Machine, NoProgress.Instance, default);
        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    [Test, Order(7)]
    public async Task What_the_guest_wrote_is_there_after_stop_and_start()
    {
        SshConnection guest = await Provider.ConnectAsync(Machine, default);
        await guest.RequireAsync(["sh", "-c", "echo kept > ~/kept"], default, Limit, default);
        await Provider.StopAsync(Machine, Patience, new Narrator(), default);
        Assert.That((await Provider.FindAsync(Machine, default))!.State, Is.EqualTo(MachineState.Stopped));
        await Provider.StopAsync(Machine, Patience, NoProgress.Instance, default);
        await Provider.StartAsync(Machine, new Narrator(), default);
        guest = await Provider.ConnectAsync(Machine, default);
        Assert.That((await guest.RequireAsync(["cat", "kept"], default, Limit, default)).OutputText, Is.EqualTo("kept\n"));
    }

    [Test, Order(8)]
    public async Task A_guest_that_powers_itself_off_is_stopped_and_can_not_be_reached()
    {
        SshConnection guest = await Provider.ConnectAsync(Machine, default);
        Assert.That(
            Assert.ThrowsAsync<KitException>(async () =>
            {
                await guest.RunAsync(["sh", "-c", "sudo systemctl poweroff --force --force; sleep 60"], default, Limit, default);
            })!.Code,
            Is.EqualTo(ErrorCode.GuestUnreachable));
        for (int i = 0; i < 100 && (await Provider.FindAsync(Machine, default))!.State != MachineState.Stopped; i++)
            await Task.Delay(200);
        Assert.That((await Provider.FindAsync(Machine, default))!.State, Is.EqualTo(MachineState.Stopped));
    }

    [Test, Order(9)]
    public async Task A_start_that_is_given_up_leaves_the_machine_off()
    {
        using var soon = new CancellationTokenSource(MidStart);
        Assert.That(async () => await Provider.StartAsync(Machine, NoProgress.Instance, soon.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Provider.FindAsync(Machine, default))!.State, Is.EqualTo(MachineState.Stopped));
    }

    [Test, Order(10)]
    public async Task A_stopped_machine_gets_another_size_and_its_disk_only_grows()
    {
        var sizes = (IMachineSizes)Provider;
        MachineSpec larger = LargerOf(Machine);
        MachineSpec smaller = larger with { Disk = ByteSize.FromGibibytes(3) };
        Assert.That(Assert.ThrowsAsync<KitException>(() => sizes.ResizeAsync(smaller, default))!.Cause.English, Does.Contain("can only grow"));
        Assert.That((await sizes.MeasureAsync(Machine, default))!.DifferencesFrom(SpecOf(Machine)), Is.Empty, "a refusal changes nothing");
        Assert.That(Assert.ThrowsAsync<KitException>(() => sizes.ResizeAsync(larger with { Name = "nobody" }, default))!.Code, Is.EqualTo(ErrorCode.MachineMissing));

        Assert.That((await sizes.ResizeAsync(larger, default)).DifferencesFrom(larger), Is.Empty);
        Assert.That((await ((IMachineSizes)Open()).MeasureAsync(Machine, default))!.DifferencesFrom(larger), Is.Empty);
        await sizes.ResizeAsync(larger, default);
    }

    [Test, Order(11)]
    public async Task A_resized_machine_runs_with_its_new_size_and_keeps_it_while_it_runs()
    {
        MachineSpec larger = LargerOf(Machine);
        await Provider.StartAsync(Machine, new Narrator(), default);
        var sizes = (IMachineSizes)Provider;
        Assert.That(Assert.ThrowsAsync<KitException>(() => sizes.ResizeAsync(SpecOf(Machine) with { Disk = larger.Disk }, default))!.Fix.English, Is.EqualTo($"agsekit stop-vm {Machine}"));
        if (!HasRealGuests)
            return;
        SshConnection guest = await Provider.ConnectAsync(Machine, default);
        string[] facts = (await guest.RequireAsync(["sh", "-c", "nproc; awk '/MemTotal/{print $2}' /proc/meminfo; df -B1 --output=size / | tail -1; cat kept"], default, Limit, default))
            .OutputText.Split('\n', StringSplitOptions.TrimEntries);
        Assert.That(int.Parse(facts[0]), Is.EqualTo(larger.Processors));
        Assert.That(long.Parse(facts[1]) * 1024, Is.InRange(larger.Memory.Bytes * 0.85, larger.Memory.Bytes));
        Assert.That(long.Parse(facts[2]), Is.InRange(larger.Disk.Bytes * 0.9, larger.Disk.Bytes), "the file system has grown to the disk");
        Assert.That(facts[3], Is.EqualTo("kept"));
    }

    [Test, Order(12)]
    public async Task A_machine_goes_back_to_a_kept_state()
    {
        var snapshots = (IMachineSnapshots)Provider;
        Assert.That(await snapshots.ListSnapshotsAsync(Machine, default), Is.Empty);
        await GuestSays("echo then > ~/mark; nohup sleep 4711 > /dev/null 2>&1 < /dev/null & sync");
        if (KeepsMemory)
        {
            MachineSnapshot live = await snapshots.SaveSnapshotAsync(Machine, "live", new Narrator(), default);
            Assert.That((live.HasMemory, live.Processors), Is.EqualTo((true, 1)));
            Assert.That(await GuestSays("cat mark"), Is.EqualTo("then\n"), "the connection lives on");
        }
        else
        {
            KitException refused = Assert.ThrowsAsync<KitException>(() => snapshots.SaveSnapshotAsync(Machine, "live", NoProgress.Instance, default))!;
            Assert.That((refused.Code, refused.Cause.English), Is.EqualTo((ErrorCode.MachineFailed, "Multipass takes snapshots only of VMs that are stopped")));
        }

        await Provider.StopAsync(Machine, Patience, NoProgress.Instance, default);
        MachineSnapshot disk = await snapshots.SaveSnapshotAsync(Machine, null, NoProgress.Instance, default);
        Assert.That((disk.Name, disk.HasMemory), Is.EqualTo(("snapshot1", false)));
        Assert.That(disk.Created, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(2)));
        Assert.That(Assert.ThrowsAsync<KitException>(() => snapshots.SaveSnapshotAsync(Machine, "snapshot1", NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineExists));
        foreach (string bad in new[] { "1", "a b", "-a", "a-", "a.b", "" })
            Assert.That(Assert.ThrowsAsync<KitException>(() => snapshots.SaveSnapshotAsync(Machine, bad, NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.Usage), bad);
        foreach (Func<Task> unknown in new Func<Task>[] { () => snapshots.RestoreSnapshotAsync(Machine, "nope", NoProgress.Instance, default), () => snapshots.DeleteSnapshotAsync(Machine, "nope", default) })
            Assert.That(Assert.ThrowsAsync<KitException>(async () => await unknown())!.Code, Is.EqualTo(ErrorCode.UnknownName));

        await ((IMachineSizes)Provider).ResizeAsync(LargerOf(Machine) with { Processors = 2, Disk = ByteSize.FromGibibytes(10) }, default);
        await Provider.StartAsync(Machine, new Narrator(), default);
        await GuestSays("echo later > ~/mark; sync");
        MachineInfo back = await snapshots.RestoreSnapshotAsync(Machine, "snapshot1", new Narrator(), default);
        Assert.That((back.State, back.Processors, back.Disk), Is.EqualTo((MachineState.Stopped, 1, ByteSize.FromGibibytes(9))));
        await Provider.StartAsync(Machine, new Narrator(), default);
        Assert.That(await GuestSays("cat mark"), Is.EqualTo("then\n"));
    }

    [Test, Order(13)]
    public async Task A_state_kept_with_its_memory_goes_on_where_it_was()
    {
        var snapshots = (IMachineSnapshots)Provider;
        if (KeepsMemory)
        {
            await GuestSays("echo later > ~/mark; sync");
            MachineInfo back = await snapshots.RestoreSnapshotAsync(Machine, "live", new Narrator(), default);
            Assert.That(back.State, Is.EqualTo(MachineState.Running));
            Assert.That(await GuestSays("cat mark; pgrep -cx sleep"), Is.EqualTo("then\n1\n"));
            long behind = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(await GuestSays("date +%s"));
            Assert.That(behind, Is.InRange(-5, 30), "its clock is right again");
        }

        foreach (MachineSnapshot one in await snapshots.ListSnapshotsAsync(Machine, default))
            await snapshots.DeleteSnapshotAsync(Machine, one.Name, default);
        Assert.That(await snapshots.ListSnapshotsAsync(Machine, default), Is.Empty);
        Assert.That((await Provider.FindAsync(Machine, default))!.State, Is.EqualTo(MachineState.Running));
    }

    [Test, Order(20)]
    public async Task A_destroyed_machine_is_gone()
    {
        await Provider.DestroyAsync(Machine, default);
        Assert.That(await Provider.FindAsync(Machine, default), Is.Null);
        Assert.That((await Provider.ListAsync(default)).Select(m => m.Name), Does.Not.Contain(Machine));
    }

    private async Task<string> GuestSays(string line)
    {
        SshConnection guest = await Provider.ConnectAsync(Machine, default);
        return (await guest.RequireAsync(["sh", "-c", line], default, Limit, default)).OutputText;
    }

    private MachineSpec LargerOf(string name) => SpecOf(name) with { Processors = 1, Memory = ByteSize.FromMebibytes(1536), Disk = ByteSize.FromGibibytes(9) };

    /// <summary>Does something at the first sign of work.</summary>
    private sealed class FirstReport(Action then) : IProgress<WorkProgress>
    {
        private int _count;

        public void Report(WorkProgress value)
        {
            if (Interlocked.Increment(ref _count) == 1)
                then();
        }
    }

    /// <summary>Says in the test's output what is going on, with the time it took.</summary>
    internal sealed class Narrator : IProgress<WorkProgress>
    {
        private readonly long _begin = TimeProvider.System.GetTimestamp();
        private string _last = "";

        public void Report(WorkProgress value)
        {
            string words = value.Doing.English;
            if (words == _last)
                return;
            _last = words;
            TestContext.Progress.WriteLine($"{TimeProvider.System.GetElapsedTime(_begin).TotalSeconds,6:0.0} s  {words}");
        }
    }
}
