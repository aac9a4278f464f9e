using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>Snapshots within the machine's own disk file: made in an instant, gone with it. QEMU keeps them; of what it does not know (processors, memory) the record does.</summary>
public sealed partial class QemuProvider
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<MachineSnapshot>> ListSnapshotsAsync(string name, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        MachineRecord record = Require(folder);
        return await SnapshotsAsync(folder, record, cancellation).ConfigureAwait(false);
    }

    public async Task<MachineSnapshot> SaveSnapshotAsync(string name, string? snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        MachineRecord record = Require(folder);
        IReadOnlyList<MachineSnapshot> there = await SnapshotsAsync(folder, record, cancellation).ConfigureAwait(false);
        string wanted = SnapshotNames.Choose(name, snapshot, there);
        RunningRecord? running = folder.Running();
        if (running is { Ready: false })
            throw Failed(name, new Text("it is starting", "она запускается"), Text.Verbatim($"agsekit start-vm {name}"));
        // Written first, and without those that are gone: a snapshot never lacks what only we know of it.
        var size = new SnapshotSize(wanted, record.Processors, record.MemoryBytes, record.DiskBytes);
        folder.Write(record with { Snapshots = [.. record.Snapshots.Where(known => known.Name != wanted && there.Any(one => one.Name == known.Name)), size] });
        if (running is null)
        {
            RequireFiles(folder, record);
            await new QemuDisk(folder, runner).SaveSnapshotAsync(wanted, cancellation).ConfigureAwait(false);
        }
        else
        {
            RequireRoomFor(folder, record);
            progress.Report(new WorkProgress(new Text($"VM '{name}' stands still while its memory is saved", $"ВМ «{name}» замерла, пока сохраняется её память")));
            await new QemuJob(folder, running.Engine, time).RunAsync("snapshot-save", wanted, cancellation).ConfigureAwait(false);
        }

        return SnapshotNames.Require(name, wanted, await SnapshotsAsync(folder, Require(folder), cancellation).ConfigureAwait(false));
    }

    public async Task<MachineInfo> RestoreSnapshotAsync(string name, string snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        MachineRecord record = Require(folder);
        MachineSnapshot wanted = SnapshotNames.Require(name, snapshot, await SnapshotsAsync(folder, record, cancellation).ConfigureAwait(false));
        if (folder.Running() is { } running)
            await SwitchOffAsync(folder, running).ConfigureAwait(false);
        await ForgetRunAsync(folder).ConfigureAwait(false);
        RequireFiles(folder, record);
        progress.Report(new WorkProgress(new Text($"putting VM '{name}' back", $"возвращаем ВМ «{name}»")));
        await new QemuDisk(folder, runner).RestoreSnapshotAsync(snapshot, cancellation).ConfigureAwait(false);
        if (record.Snapshots.FirstOrDefault(known => known.Name == snapshot) is { } size)
            folder.Write(record = record with { Processors = size.Processors, MemoryBytes = size.MemoryBytes, DiskBytes = size.DiskBytes });
        if (wanted.HasMemory)
            await ResumeAsync(folder, record, snapshot, progress, cancellation).ConfigureAwait(false);
        return Observe(folder);
    }

    public async Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellation)
    {
        MachineFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, NoProgress.Instance, cancellation).ConfigureAwait(false);
        MachineRecord record = Require(folder);
        SnapshotNames.Require(name, snapshot, await SnapshotsAsync(folder, record, cancellation).ConfigureAwait(false));
        if (folder.Running() is { } running)
            await new QemuJob(folder, running.Engine, time).RunAsync("snapshot-delete", snapshot, cancellation).ConfigureAwait(false);
        else
            await new QemuDisk(folder, runner).DeleteSnapshotAsync(snapshot, cancellation).ConfigureAwait(false);
        folder.Write(record with { Snapshots = [.. record.Snapshots.Where(known => known.Name != snapshot)] });
    }

    /// <summary>Starts QEMU where the snapshot left it. The disk is back already, so a failure leaves a machine that can be booted.</summary>
    private async Task ResumeAsync(MachineFolder folder, MachineRecord record, string snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        try
        {
            await using var undo = new UndoStack();
            RunningRecord running = await _starter.LaunchAsync(folder, record, halted: true, undo, progress, cancellation).ConfigureAwait(false);
            // Named disks only: a firmware's own small store keeps no snapshots.
            await new QemuJob(folder, running.Engine, time).RunAsync("snapshot-load", snapshot, cancellation).ConfigureAwait(false);
            await new QemuGuest(folder, time).ContinueAsync(cancellation).ConfigureAwait(false);
            await _starter.AwaitReadyAsync(folder, record, running, _keys.IdentityFile, progress, cancellation).ConfigureAwait(false);
            undo.Commit();
        }
        catch (KitException error) when (error.Code is ErrorCode.MachineStartFailed or ErrorCode.MachineFailed)
        {
            throw new KitException(
                ErrorCode.MachineStartFailed,
                new Text($"the disk of VM '{folder.Name}' is back, but what ran in it is not", $"диск ВМ «{folder.Name}» возвращён, но её работа не возобновлена"),
                error.Cause,
                new Text($"agsekit start-vm {folder.Name} boots it", $"agsekit start-vm {folder.Name} загрузит её"));
        }

        await SettleAsync(folder, record).ConfigureAwait(false);
    }

    /// <summary>What the guest remembers and is no longer so: the time, and mounts whose other end is gone. A guest that does not obey is no failure.</summary>
    private async Task SettleAsync(MachineFolder folder, MachineRecord record)
    {
        try
        {
            var guest = new SshConnection(folder.Target(folder.Running()?.SshPort ?? record.SshPort, _keys.IdentityFile), runner);
            await guest.RunAsync(["sh", "-c", GuestScript.Read("settle.sh"), "sh", $"{time.GetUtcNow().ToUnixTimeSeconds()}"], default, SettleLimit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KitException)
        {
        }
    }

    private async Task<IReadOnlyList<MachineSnapshot>> SnapshotsAsync(MachineFolder folder, MachineRecord record, CancellationToken cancellation)
    {
        JsonNode? list = folder.Running() is null
            ? await new QemuDisk(folder, runner).SnapshotsAsync(cancellation).ConfigureAwait(false)
            : await new QemuGuest(folder, time).SnapshotsAsync(cancellation).ConfigureAwait(false);
        try
        {
            return [.. (list?.AsArray() ?? []).Select(node => SnapshotOf(node!, record)).OrderBy(snapshot => snapshot.Created).ThenBy(snapshot => snapshot.Name, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is InvalidOperationException or JsonException or NullReferenceException or ArgumentException)
        {
            throw Failed(folder.Name, new Text($"QEMU's list of its snapshots is not understood: {Printable.Escape(error.Message)}", $"список снимков QEMU непонятен: {Printable.Escape(error.Message)}"), Text.Verbatim($"qemu-img info -U {folder.Disk}"));
        }
    }

    private static MachineSnapshot SnapshotOf(JsonNode node, MachineRecord record)
    {
        string name = (string)node["name"]!;
        SnapshotSize? size = record.Snapshots.FirstOrDefault(known => known.Name == name);
        return new MachineSnapshot(
            name, DateTimeOffset.FromUnixTimeSeconds((long)node["date-sec"]!), (long)node["vm-state-size"]! > 0, size?.Processors, size is null ? null : new ByteSize(size.MemoryBytes));
    }

    /// <summary>A disk that fills up while the memory is written would stop the guest.</summary>
    private static void RequireRoomFor(MachineFolder folder, MachineRecord record)
    {
        if (new DriveInfo(folder.Path).AvailableFreeSpace > record.MemoryBytes)
            return;
        throw new KitException(
            ErrorCode.NoSpace,
            new Text($"no snapshot of VM '{folder.Name}' was made", $"снимок ВМ «{folder.Name}» не сделан"),
            new Text($"its memory ({new ByteSize(record.MemoryBytes)}) may not fit on the disk of {folder.Path}", $"её память ({new ByteSize(record.MemoryBytes)}) может не поместиться на диск с {folder.Path}"),
            new Text($"free some space; or stop it first, which needs none: agsekit stop-vm {folder.Name}", $"освободите место или сначала остановите её: agsekit stop-vm {folder.Name}"));
    }

    private static KitException Failed(string name, Text cause, Text fix) => new(
        ErrorCode.MachineFailed, new Text($"VM '{name}' has no new snapshot", $"новый снимок ВМ «{name}» не сделан"), cause, fix);
}
