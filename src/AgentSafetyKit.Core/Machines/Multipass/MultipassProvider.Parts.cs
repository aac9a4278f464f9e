using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

public sealed partial class MultipassProvider
{
    private MultipassFolder FolderOf(string name) => MachineName.IsValid(name) ? new MultipassFolder(_paths, name) : throw MachineName.Refused(name);

    private async Task<MachineInfo> ObserveAsync(MultipassFolder folder, CancellationToken cancellation) =>
        Observe(folder, await _client.ListAsync(cancellation).ConfigureAwait(false)) ?? throw MultipassFailure.Missing(folder.Name);

    /// <summary>The machine as it is; null when Multipass does not have it (somebody purged it), or it is being made.</summary>
    private MachineInfo? Observe(MultipassFolder folder, IReadOnlyList<MultipassListing> listed)
    {
        if (listed.FirstOrDefault(machine => machine.Name == folder.Name) is not { } found)
            return null;
        if (!folder.Exists)
        {
            return IsWorkedOn(folder) || !_creation.IsLeftover(folder)
                ? null
                : Unknown(folder.Unfinished(), new Text(
                    $"making it was broken off; the next command that changes a VM clears it away, or: agsekit destroy-vm {folder.Name}",
                    $"её создание было прервано; следующая команда, меняющая ВМ, уберёт остатки, или: agsekit destroy-vm {folder.Name}"));
        }

        if (folder.TryRead(out Text cause) is not { } record)
            return Unknown(folder, cause);
        (MachineState state, cause) = StateOf(folder, record, found.Status);
        return InfoOf(record, state, cause);
    }

    private (MachineState State, Text Cause) StateOf(MultipassFolder folder, MultipassRecord record, MultipassStatus status) => status switch
    {
        MultipassStatus.Running or MultipassStatus.DelayedShutdown => (MachineState.Running, Text.None),
        MultipassStatus.Stopped => (MachineState.Stopped, Text.None),
        MultipassStatus.Suspended => (MachineState.Suspended, Text.None),
        MultipassStatus.Suspending => (MachineState.Stopping, Text.None),
        MultipassStatus.Deleted => (MachineState.Broken, new Text(
            $"it is in Multipass's trash: multipass recover {folder.Name} brings it back", $"она в корзине Multipass: multipass recover {folder.Name} вернёт её")),
        _ when IsWorkedOn(folder) || _time.GetUtcNow() - record.Begun < MultipassStarter.BootLimit => (MachineState.Starting, Text.None),
        MultipassStatus.Starting or MultipassStatus.Restarting => (MachineState.Starting, Text.None),
        _ => (MachineState.Broken, new Text(
            $"Multipass calls its state unknown: it does not boot; agsekit stop-vm {folder.Name} --force switches it off",
            $"Multipass не знает её состояния: она не загружается; agsekit stop-vm {folder.Name} --force выключит её")),
    };

    private MachineInfo InfoOf(MultipassRecord record, MachineState state, Text cause) => new(
        record.Name, state, Name, record.Processors, new ByteSize(record.MemoryBytes), new ByteSize(record.DiskBytes), record.Image, NetworkPolicy.Open, record.Created)
    {
        Since = state == MachineState.Running ? record.Begun : null,
        DiskUsed = new ByteSize(record.DiskUsedBytes),
        DefaultImage = record.Adopted ? record.Image : MachineSpec.DefaultImage,
        ReachesHost = true,
        Cause = cause,
    };

    private MachineInfo Unknown(MultipassFolder folder, Text cause) => folder.TryRead(out _) is { } record
        ? InfoOf(record, MachineState.Broken, cause)
        : new MachineInfo(folder.Name, MachineState.Broken, Name, 0, default, default, "", NetworkPolicy.Open, default) { Cause = cause };

    private static bool IsWorkedOn(MultipassFolder folder)
    {
        using FileLock? free = FileLock.TryShare(folder.Lock);
        return free is null;
    }

    private async Task<MultipassStatus> StatusAsync(MultipassFolder folder, CancellationToken cancellation)
    {
        MultipassStatus status = await _client.StatusAsync(folder.Name, cancellation).ConfigureAwait(false) ?? throw MultipassFailure.Missing(folder.Name);
        return status == MultipassStatus.Deleted ? throw MultipassFailure.InTrash(folder.Name) : status;
    }

    private static MultipassRecord Require(MultipassFolder folder)
    {
        if (!folder.Exists)
            throw MultipassFailure.Missing(folder.Name);
        return folder.TryRead(out Text cause) ?? throw Broken(folder.Name, cause);
    }

    /// <summary>The name is free: neither ours nor anybody's. A record whose machine somebody purged is no machine.</summary>
    private async Task RequireFreeAsync(MultipassFolder folder, CancellationToken cancellation)
    {
        bool there = await _client.StatusAsync(folder.Name, cancellation).ConfigureAwait(false) is not null;
        if (there)
            throw folder.Exists ? Exists(folder.Name) : MultipassFailure.NotOurs(folder.Name);
        folder.Remove();
    }

    /// <summary>Where it is now. While another call holds Multipass up, where it was is good enough: the guest has to show its key anyway.</summary>
    private async Task<MultipassRecord> FreshAsync(MultipassFolder folder, MultipassRecord record, CancellationToken cancellation)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (record.Address.Length > 0)
            soon.CancelAfter(LockWait);
        try
        {
            MultipassRecord fresh = await _starter.LocateAsync(record, soon.Token).ConfigureAwait(false);
            if (fresh != record)
                folder.Write(fresh);
            return fresh;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return record;
        }
        catch (KitException e) when (record.Address.Length > 0 && e.Code is not ErrorCode.MachineMissing)
        {
            return record;
        }
    }

    private async Task<bool> IsOpenAsync(MultipassFolder folder, MultipassRecord record, CancellationToken cancellation) =>
        record.Address.Length > 0 && await new SshConnection(folder.Target(record.Address, _keys.IdentityFile), _runner).IsAliveAsync(cancellation).ConfigureAwait(false);

    /// <summary>Whether somebody made a machine anew under the name of ours: the guest shows another key, or it is made of another image.</summary>
    private async Task<bool> IsAnothersAsync(MultipassFolder folder, MultipassRecord record, MultipassStatus status, CancellationToken cancellation)
    {
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            soon.CancelAfter(Patience);
            if (status == MultipassStatus.Running)
            {
                MultipassRecord fresh = await FreshAsync(folder, record, soon.Token).ConfigureAwait(false);
                await new SshConnection(folder.Target(fresh.Address, _keys.IdentityFile), _runner).EnsureMasterAsync(soon.Token).ConfigureAwait(false);
                return false;
            }

            MultipassDetails details = await _client.InfoAsync(record.Name, Patience, soon.Token).ConfigureAwait(false);
            return record.ImageHash.Length > 0 && details.ImageHash.Length > 0 && details.ImageHash != record.ImageHash;
        }
        catch (KitException e)
        {
            // A guest that does not answer is no reason to keep it.
            return MultipassStarter.IsAnotherGuest(e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task CloseAsync(MultipassFolder folder, MultipassRecord record)
    {
        using var own = new CancellationTokenSource(Patience);
        await new SshConnection(folder.Target(record.Address.Length > 0 ? record.Address : "0.0.0.0", _keys.IdentityFile), _runner).CloseAsync(own.Token).ConfigureAwait(false);
    }

    private async Task<MultipassRecord> MeasuredAsync(MultipassRecord record, CancellationToken cancellation) => record with
    {
        Processors = int.TryParse(await _client.GetAsync(record.Name, "cpus", cancellation).ConfigureAwait(false), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : record.Processors,
        MemoryBytes = SizeOf(await _client.GetAsync(record.Name, "memory", cancellation).ConfigureAwait(false), record.MemoryBytes),
        DiskBytes = SizeOf(await _client.GetAsync(record.Name, "disk", cancellation).ConfigureAwait(false), record.DiskBytes),
    };

    /// <summary>Multipass tells sizes to a tenth of their unit (<c>1.5GiB</c>): one that may be what we know is what we know.</summary>
    internal static long SizeOf(string shown, long known)
    {
        if (!ByteSize.TryParse(shown, out ByteSize size))
            return known;
        long tenth = (shown.Contains('G', StringComparison.Ordinal) ? 1L << 30 : shown.Contains('M', StringComparison.Ordinal) ? 1L << 20 : 1L << 10) / 10;
        return Math.Abs(size.Bytes - known) <= tenth ? known : size.Bytes;
    }

    private static MachineInfo WithSizesOf(MachineInfo machine, MultipassRecord record) =>
        machine with { Processors = record.Processors, Memory = new ByteSize(record.MemoryBytes), Disk = new ByteSize(record.DiskBytes) };

    private static string ImageOf(string release) => UbuntuRelease().Match(release) is { Success: true } ubuntu ? $"ubuntu:{ubuntu.Groups[1].Value}" : release;

    /// <summary>Multipass's guests stand behind a bridge of the host and reach it, and its network, like any neighbour; the rules for that belong to its daemon, which runs as root.</summary>
    private static void RequireHoldable(NetworkPolicy network)
    {
        if (network == NetworkPolicy.Open)
            return;
        throw new KitException(
            ErrorCode.PolicyRefused,
            new Text("'network: none' can not be held with Multipass", "«network: none» с Multipass не обеспечить"),
            new Text("its guests are always connected to a bridge of this computer", "её гости всегда подключены к мосту этого компьютера"),
            new Text("write 'provider: qemu' for this VM, or 'network: open'", "напишите для этой ВМ «provider: qemu» или «network: open»"));
    }

    private static KitException Exists(string name) => new(
        ErrorCode.MachineExists, new Text($"VM '{name}' can not be created", $"ВМ «{name}» не создать"), new Text("it exists already", "она уже есть"), Text.Verbatim($"agsekit start-vm {name}"));

    private static KitException NotRunning(string name) => new(
        ErrorCode.MachineNotRunning, new Text($"VM '{name}' can not be reached", $"до ВМ «{name}» не достучаться"), new Text("it does not run", "она не работает"), Text.Verbatim($"agsekit start-vm {name}"));

    private static KitException Broken(string name, Text cause) => MultipassFailure.Failed(
        name, cause, new Text($"agsekit destroy-vm {name}, then agsekit create-vm {name}", $"agsekit destroy-vm {name}, затем agsekit create-vm {name}"));

    private static Task<FileLock> LockAsync(MultipassFolder folder, IProgress<WorkProgress> progress, CancellationToken cancellation) => FileLock.TakeAsync(
        folder.Lock,
        holder => progress.Report(new WorkProgress(new Text(
            $"waiting for process {holder}, which works on VM '{folder.Name}'", $"ждём процесс {holder}, который работает с ВМ «{folder.Name}»"))),
        cancellation);
}
