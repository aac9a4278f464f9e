using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>The engine that comes with the product: QEMU as an ordinary process of the user, no daemon, no root. Machines outlive the program that started them and are found again.</summary>
public sealed partial class QemuProvider(KitPaths paths, CommandRunner runner, TimeProvider time) : IVirtualMachineProvider, IMachineSizes, IMachineSnapshots
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PowerButtonAgain = TimeSpan.FromSeconds(5);
    private readonly SshKeys _keys = new(paths, runner);
    private readonly ImageStore _images = new(paths, runner, time);
    private readonly QemuStarter _starter = new(paths, runner, time, new AcceleratorProbe(paths, runner));

    public string Name => "qemu";

    /// <summary>Whether there is a machine of this name.</summary>
    public bool Has(string name) => FolderOf(name).Exists;

    public async Task<IReadOnlyList<MachineInfo>> ListAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Task.WhenAll(MachineFolder.Names(paths).Select(name => LookAsync(new MachineFolder(paths, name), cancellation))).ConfigureAwait(false);
    }

    public Task<MachineInfo?> FindAsync(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        MachineFolder folder = FolderOf(name);
        return Task.FromResult(folder.Exists ? Observe(folder) : null);
    }

    public async Task<MachineInfo> CreateAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(spec.Name);
        if (spec.Image == MachineSpec.DefaultImage)
            spec = spec with { Image = ImageName.Default };
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        SweepAll(folder);
        if (folder.Exists)
        {
            throw new KitException(
                ErrorCode.MachineExists,
                new Text($"VM '{spec.Name}' can not be created", $"ВМ «{spec.Name}» не создать"),
                new Text("it exists already", "она уже есть"),
                Text.Verbatim($"agsekit start-vm {spec.Name}"));
        }

        QemuTools.RequireForCreation(spec.Network);
        BootImage image = await _images.EnsureAsync(spec.Image, progress, cancellation).ConfigureAwait(false);
        progress.Report(new WorkProgress(new Text($"creating VM '{spec.Name}'", $"создаём ВМ «{spec.Name}»")));
        PrivateFolder.Ensure(paths.MachinesFolder);
        MachineFolder unfinished = folder.Unfinished();
        await using var undo = new UndoStack();
        PrivateFolder.Ensure(unfinished.Path);
        undo.Push(() => Directory.Delete(unfinished.Path, recursive: true));
        MachineRecord record = RecordOf(spec, image);
        await WriteSeedAsync(unfinished, spec, record, cancellation).ConfigureAwait(false);
        await new QemuDisk(unfinished, runner).MakeAsync(image, spec.Disk, cancellation).ConfigureAwait(false);
        if (record.Firmware is { } firmware)
        {
            File.Copy(firmware.Variables, unfinished.FirmwareVariables);
            record = record with { Firmware = firmware with { Variables = folder.FirmwareVariables } };
        }

        unfinished.Write(record);
        Directory.Move(unfinished.Path, folder.Path);
        undo.Commit();
        return Observe(folder);
    }

    public async Task<MachineInfo> StartAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        SweepAll(folder);
        MachineRecord record = Require(folder);
        await using var undo = new UndoStack();
        RunningRecord? running = folder.Running();
        if (running is { Ready: true } && await GoesOnAsync(folder, cancellation).ConfigureAwait(false))
            return Observe(folder);
        if (running is { } found)
        {
            // Somebody else's start, whose process is gone: it is ours now, and so is ending it when it comes to nothing.
            undo.Push(() => SwitchOffAsync(folder, found));
            if (!found.Ready)
                running = await _starter.TakeOverAsync(folder, found, cancellation).ConfigureAwait(false);
        }
        else
        {
            RequireFiles(folder, record);
            running = await _starter.LaunchAsync(folder, record, halted: false, undo, progress, cancellation).ConfigureAwait(false);
        }

        await _starter.AwaitReadyAsync(folder, record, running, _keys.IdentityFile, progress, cancellation).ConfigureAwait(false);
        undo.Commit();
        return Observe(folder);
    }

    public async Task StopAsync(string name, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        if (!folder.Exists)
            throw Missing(name);
        if (folder.Running() is { } running)
        {
            progress.Report(new WorkProgress(new Text($"stopping VM '{name}'", $"останавливаем ВМ «{name}»")));
            await PowerOffAsync(folder, running, patience, cancellation).ConfigureAwait(false);
            await SwitchOffAsync(folder, running).ConfigureAwait(false);
        }

        await ForgetRunAsync(folder).ConfigureAwait(false);
    }

    public async Task DestroyAsync(string name, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, NoProgress.Instance, cancellation).ConfigureAwait(false);
        bool halfGone = Directory.Exists(folder.UnfinishedPath);
        SweepAll(folder);
        if (!folder.Exists && halfGone)
            return;
        if (!folder.Exists)
            throw Missing(name);
        if (folder.Running() is { } running)
            await SwitchOffAsync(folder, running).ConfigureAwait(false);
        await ForgetRunAsync(folder).ConfigureAwait(false);
        // Renamed first: what is not gone after a kill has a name that the next call sweeps.
        Directory.Move(folder.Path, folder.UnfinishedPath);
        Sweep(folder);
        if (Directory.Exists(folder.RuntimeFolder))
            Directory.Delete(folder.RuntimeFolder, recursive: true);
    }

    public async Task<SshConnection> ConnectAsync(string name, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        Require(folder);
        if (folder.Running() is not { } running)
        {
            throw new KitException(
                ErrorCode.MachineNotRunning,
                new Text($"VM '{name}' can not be reached", $"до ВМ «{name}» не достучаться"),
                new Text("it is off", "она выключена"),
                Text.Verbatim($"agsekit start-vm {name}"));
        }

        var connection = new SshConnection(folder.Target(running.SshPort, _keys.IdentityFile), runner);
        await connection.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        return connection;
    }

    private MachineFolder FolderOf(string name) => MachineName.IsValid(name) ? new MachineFolder(paths, name) : throw MachineName.Refused(name);

    private MachineInfo Observe(MachineFolder folder)
    {
        MachineRecord? record = folder.TryRead(out Text cause);
        if (record is null)
            return new MachineInfo(folder.Name, MachineState.Broken, Name, 0, default, default, "", NetworkPolicy.None, default) { Cause = cause };
        RunningRecord? running = folder.Running();
        cause = running is null ? MissingFile(folder, record) : Text.None;
        MachineState state = (running, cause.IsEmpty) switch
        {
            ({ Ready: true }, _) => MachineState.Running,
            (not null, _) => MachineState.Starting,
            (_, true) => MachineState.Stopped,
            _ => MachineState.Broken,
        };
        return new MachineInfo(
            record.Name, state, Name, record.Processors, new ByteSize(record.MemoryBytes), new ByteSize(record.DiskBytes), record.Image, record.Network, record.Created)
        {
            Accelerator = running?.Accelerator,
            SshPort = running?.SshPort,
            Since = running?.Since,
            DefaultImage = ImageName.Defaults.Contains(record.Image) ? record.Image : ImageName.BuiltDefault,
            DiskUsed = new ByteSize(File.Exists(folder.Disk) ? new FileInfo(folder.Disk).Length : 0),
            Cause = cause,
        };
    }

    private static Text MissingFile(MachineFolder folder, MachineRecord record)
    {
        string?[] needed = [folder.Disk, record.Boot.Disk, record.Boot.Kernel, record.Boot.Initrd, record.Firmware?.Code, record.Firmware?.Variables, folder.KnownHosts];
        return Array.Find(needed, file => file is not null && !File.Exists(file)) is { } missing
            ? new Text($"{missing} is gone", $"нет файла {missing}")
            : Text.None;
    }

    private static void RequireFiles(MachineFolder folder, MachineRecord record)
    {
        if (MissingFile(folder, record) is { IsEmpty: false } cause)
            throw Broken(folder.Name, cause);
    }

    private static MachineRecord Require(MachineFolder folder)
    {
        if (!folder.Exists)
            throw Missing(folder.Name);
        return folder.TryRead(out Text cause) ?? throw Broken(folder.Name, cause);
    }

    private static KitException Broken(string name, Text cause) => new(
        ErrorCode.MachineFailed,
        new Text($"VM '{name}' can not be used", $"ВМ «{name}» нельзя воспользоваться"),
        cause,
        new Text($"agsekit destroy-vm {name}, then agsekit create-vm {name}", $"agsekit destroy-vm {name}, затем agsekit create-vm {name}"));

    private static KitException Missing(string name) => new(
        ErrorCode.MachineMissing,
        new Text($"there is no VM '{name}'", $"ВМ «{name}» нет"),
        new Text("it has not been created", "она не создана"),
        Text.Verbatim($"agsekit create-vm {name}"));

    private static Task<FileLock> LockAsync(MachineFolder folder, IProgress<WorkProgress> progress, CancellationToken cancellation) => FileLock.TakeAsync(
        folder.Lock,
        holder => progress.Report(new WorkProgress(new Text(
            $"waiting for process {holder}, which works on VM '{folder.Name}'", $"ждём процесс {holder}, который работает с ВМ «{folder.Name}»"))),
        cancellation);

    /// <summary>What killed commands left of this machine, whose lock is held, and of others that nobody works on.</summary>
    private void SweepAll(MachineFolder own)
    {
        Sweep(own);
        foreach (string name in Machines.RecordFile.FoldersIn(paths.MachinesFolder).Where(name => name.StartsWith(MachineFolder.UnfinishedPrefix, StringComparison.Ordinal)).Select(name => name[1..]).Where(MachineName.IsValid))
        {
            var other = new MachineFolder(paths, name);
            using FileLock? free = FileLock.TryTake(other.Lock);
            if (free is not null)
                Sweep(other);
        }
    }

    private static void Sweep(MachineFolder folder)
    {
        if (Directory.Exists(folder.UnfinishedPath))
            Directory.Delete(folder.UnfinishedPath, recursive: true);
    }

    private MachineRecord RecordOf(MachineSpec spec, BootImage image)
    {
        byte[] mac = RandomNumberGenerator.GetBytes(3);
        return new MachineRecord
        {
            Name = spec.Name,
            Processors = spec.Processors,
            MemoryBytes = spec.Memory.Bytes,
            DiskBytes = spec.Disk.Bytes,
            Image = spec.Image,
            Network = spec.Network,
            Created = time.GetUtcNow(),
            Mac = $"52:54:00:{mac[0]:x2}:{mac[1]:x2}:{mac[2]:x2}",
            Boot = image,
            Firmware = image.NeedsUefi ? UefiSearch.Require(RuntimeInformation.ProcessArchitecture) : null,
            CloudInitPending = !image.Seeded || !string.IsNullOrWhiteSpace(spec.CloudInit),
        };
    }

    private async Task WriteSeedAsync(MachineFolder folder, MachineSpec spec, MachineRecord record, CancellationToken cancellation)
    {
        string userKey = await _keys.EnsureIdentityAsync(cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(folder.Seed);
        string hostKey = await _keys.GenerateAsync(folder.HostKey, spec.Name, cancellation).ConfigureAwait(false);
        string secret = await File.ReadAllTextAsync(folder.HostKey, cancellation).ConfigureAwait(false);
        string instance = $"agsekit-{spec.Name}-{record.Created.ToUnixTimeSeconds()}";
        new CloudInitSeed(spec.Name, instance, record.Mac, userKey, secret, hostKey, spec.CloudInit) { IsComplete = record.Boot.Seeded }.WriteTo(folder.Seed);
        await File.WriteAllTextAsync(folder.KnownHosts, $"agsekit-{spec.Name} {hostKey}\n", cancellation).ConfigureAwait(false);
    }

    private async Task PowerOffAsync(MachineFolder folder, RunningRecord running, TimeSpan patience, CancellationToken cancellation)
    {
        var guest = new QemuGuest(folder, time);
        long begin = time.GetTimestamp();
        // A guest that is still booting loses the first press.
        while (time.GetElapsedTime(begin) < patience && running.Engine.IsAlive())
        {
            await guest.PressPowerAsync(cancellation).ConfigureAwait(false);
            TimeSpan left = patience - time.GetElapsedTime(begin);
            await running.Engine.WaitGoneAsync(left < PowerButtonAgain ? left : PowerButtonAgain, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task SwitchOffAsync(MachineFolder folder, RunningRecord running)
    {
        bool gone = await running.Engine.KillAsync(Patience, time).ConfigureAwait(false);
        // What QEMU was started through ends with it; if it does not, it is ended too.
        if (!await running.Starter.WaitGoneAsync(TimeSpan.FromSeconds(2), time, CancellationToken.None).ConfigureAwait(false))
            gone &= await running.Starter.KillAsync(Patience, time).ConfigureAwait(false);
        if (!gone)
        {
            throw new KitException(
                ErrorCode.MachineFailed,
                new Text($"VM '{folder.Name}' could not be switched off", $"ВМ «{folder.Name}» не удалось выключить"),
                new Text($"process {running.Engine.Id} does not end", $"процесс {running.Engine.Id} не завершается"),
                new Text("it hangs in the kernel, most likely on a disk that does not answer", "он завис в ядре, скорее всего из-за диска, который не отвечает"));
        }
    }

    private async Task ForgetRunAsync(MachineFolder folder)
    {
        using var own = new CancellationTokenSource(Patience);
        // Only the control socket is spoken to: any port will do.
        await new SshConnection(folder.Target(22, _keys.IdentityFile), runner).CloseAsync(own.Token).ConfigureAwait(false);
        folder.ForgetRun();
    }
}
