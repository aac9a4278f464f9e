using System.Net.Sockets;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

/// <summary>What is said about machines from what lies on the disk; no guest runs.</summary>
public sealed class QemuObservationTests
{
    private string _home = "";
    private KitPaths _paths = null!;
    private QemuProvider _provider = null!;

    [SetUp]
    public void Begin()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-vms-").FullName;
        _paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
        _provider = new QemuProvider(_paths, new CommandRunner(TimeProvider.System), TimeProvider.System);
    }

    [TearDown]
    public void End() => Directory.Delete(_home, recursive: true);

    [Test]
    public async Task A_number_that_another_process_has_now_is_not_believed()
    {
        MachineFolder folder = Made("one");
        ProcessIdentity ours = ProcessIdentity.Of(Environment.ProcessId)!;
        Directory.CreateDirectory(folder.RuntimeFolder);
        folder.Write(new RunningRecord(ours, ours, 1, Accelerator.Tcg, default, Ready: true));
        Assert.That((await _provider.FindAsync("one", default))!.State, Is.EqualTo(MachineState.Running));
        foreach (ProcessIdentity stranger in new[] { ours with { Started = ours.Started - 1 }, ours with { Boot = "another" } })
        {
            folder.Write(new RunningRecord(stranger, stranger, 1, Accelerator.Tcg, default, Ready: true));
            Assert.That((await _provider.FindAsync("one", default))!.State, Is.EqualTo(MachineState.Stopped));
        }
    }

    [Test]
    public async Task A_machine_without_its_disk_or_record_is_broken_and_says_why()
    {
        MachineFolder folder = Made("one");
        File.Delete(folder.Disk);
        MachineInfo broken = (await _provider.FindAsync("one", default))!;
        Assert.That((broken.State, broken.Cause.English), Is.EqualTo((MachineState.Broken, $"{folder.Disk} is gone")));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _provider.StartAsync("one", NoProgress.Instance, default))!.Code, Is.EqualTo(ErrorCode.MachineFailed));
        File.WriteAllText(folder.RecordFile, "{\"format\": 1, ");
        Assert.That((await _provider.ListAsync(default)).Single().State, Is.EqualTo(MachineState.Broken));
        await _provider.DestroyAsync("one", default);
        Assert.That(await _provider.ListAsync(default), Is.Empty);
    }

    [Test]
    public async Task What_a_killed_create_left_is_not_listed_and_swept()
    {
        MachineFolder left = Made("one").Unfinished();
        Directory.CreateDirectory(left.Path);
        File.WriteAllText(left.Disk, "half");
        Assert.That((await _provider.ListAsync(default)).Select(m => m.Name), Is.EqualTo(new[] { "one" }));
        await _provider.DestroyAsync("one", default);
        Assert.That(Directory.GetFileSystemEntries(_paths.MachinesFolder), Is.Empty);
    }

    [Test]
    public void Differences_name_the_configurations_keys()
    {
        var info = new MachineInfo("one", MachineState.Stopped, "qemu", 2, ByteSize.FromGibibytes(2), ByteSize.FromGibibytes(8), "i", NetworkPolicy.None, default);
        var wanted = new MachineSpec("one", 4, ByteSize.FromGibibytes(2), ByteSize.FromGibibytes(8), "i", NetworkPolicy.Open);
        Assert.That(info.DifferencesFrom(wanted), Is.EqualTo(new[] { new SpecDifference("cpu", "4", "2"), new SpecDifference("network", "open", "none") }));
    }

    [Test]
    public void A_port_in_use_is_not_chosen_again()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int taken = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        Assert.That(FreePort.Choose(taken), Is.Not.EqualTo(taken).And.GreaterThan(0));
    }

    private MachineFolder Made(string name)
    {
        var folder = new MachineFolder(_paths, name);
        Directory.CreateDirectory(folder.Path);
        foreach (string file in new[] { folder.Disk, folder.KnownHosts, Path.Combine(_home, "base") })
            File.WriteAllText(file, "");
        folder.Write(new MachineRecord
        {
            Name = name, Processors = 1, MemoryBytes = 1, DiskBytes = 1, Image = "i", Network = NetworkPolicy.None, Created = default, Mac = "m",
            Boot = new BootImage(Path.Combine(_home, "base"), "raw", null, null, Seeded: true),
        });
        return folder;
    }
}
