using System.Globalization;
using System.Text.RegularExpressions;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Ssh;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Multipass;

/// <summary>
/// The engine for those who have Canonical's Multipass: its daemon owns disks, memory and network of the VMs, we own the way in. A machine is ours by a record we keep, never by its name
/// alone; its guest proves itself by the SSH host key we made for it (or learned when it was taken over).
/// </summary>
public sealed partial class MultipassProvider : IVirtualMachineProvider, IMachineSizes, IMachineSnapshots, IAdoptsMachines
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SetLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);
    private readonly KitPaths _paths;
    private readonly CommandRunner _runner;
    private readonly TimeProvider _time;
    private readonly SshKeys _keys;
    private readonly MultipassClient _client;
    private readonly MultipassStarter _starter;
    private readonly MultipassCreation _creation;
    private string?[]? _version;

    public MultipassProvider(KitPaths paths, CommandRunner runner, TimeProvider time)
    {
        (_paths, _runner, _time) = (paths, runner, time);
        _keys = new SshKeys(paths, runner);
        _client = new MultipassClient(paths, runner, time);
        _starter = new MultipassStarter(_client, runner, time, _keys.IdentityFile);
        _creation = new MultipassCreation(paths, runner, time, _client, _starter, _keys);
    }

    public string Name => "multipass";

    /// <summary>The names of our machines, without asking Multipass.</summary>
    public static IEnumerable<string> Names(KitPaths paths) => MultipassFolder.Names(paths);

    /// <summary>The daemon's version where it can be used; null where not. Asked once a process.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        string?[] known = _version ??= [await _client.ProbeAsync(cancellation).ConfigureAwait(false)];
        return known[0];
    }

    /// <summary>Whether a machine of this name is recorded as ours. Quick: Multipass is not asked, and may have lost it.</summary>
    public bool Owns(string name) => FolderOf(name).Exists;

    /// <summary>As <see cref="Owns"/>, or what is left of making one.</summary>
    public bool Has(string name) => Owns(name) || _creation.IsLeftover(FolderOf(name));

    public async Task<IReadOnlyList<MachineInfo>> ListAsync(CancellationToken cancellation)
    {
        string[] names = [.. MultipassFolder.Names(_paths).Union(MultipassFolder.UnfinishedNames(_paths)).Order(StringComparer.Ordinal)];
        if (names.Length == 0)
            return [];
        IReadOnlyList<MultipassListing> listed;
        try
        {
            listed = await _client.ListAsync(cancellation).ConfigureAwait(false);
        }
        catch (KitException e)
        {
            return [.. names.Where(name => FolderOf(name).Exists).Select(name => Unknown(FolderOf(name), e.Cause))];
        }

        return [.. names.Select(name => Observe(FolderOf(name), listed)).OfType<MachineInfo>()];
    }

    public async Task<MachineInfo?> FindAsync(string name, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        cancellation.ThrowIfCancellationRequested();
        return Has(name) ? Observe(folder, await _client.ListAsync(cancellation).ConfigureAwait(false)) : null;
    }

    public async Task<MachineInfo> CreateAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(spec.Name);
        RequireHoldable(spec.Network);
        string image = MultipassImage.TryParse(spec.Image) ?? throw MultipassImage.Refused(spec.Image);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        await _creation.SweepAsync(folder, cancellation).ConfigureAwait(false);
        await _creation.SweepAsync(cancellation).ConfigureAwait(false);
        await RequireFreeAsync(folder, cancellation).ConfigureAwait(false);
        await _creation.MakeAsync(folder, spec, image, progress, cancellation).ConfigureAwait(false);
        return await ObserveAsync(folder, cancellation).ConfigureAwait(false);
    }

    public async Task<MachineInfo> StartAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        await _creation.SweepAsync(cancellation).ConfigureAwait(false);
        MultipassRecord record = Require(folder);
        MultipassStatus status = await StatusAsync(folder, cancellation).ConfigureAwait(false);
        await using var undo = new UndoStack();
        if (status != MultipassStatus.Running)
        {
            record = record with { Begun = _time.GetUtcNow() };
            folder.Write(record);
        }

        bool wasOff = await _starter.PowerOnAsync(name, status, undo, progress, cancellation).ConfigureAwait(false);
        if (wasOff || !await IsOpenAsync(folder, record, cancellation).ConfigureAwait(false))
            await _starter.ReachAsync(folder, record, progress, cancellation).ConfigureAwait(false);
        undo.Commit();
        return await ObserveAsync(folder, cancellation).ConfigureAwait(false);
    }

    public async Task StopAsync(string name, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        await _creation.SweepAsync(cancellation).ConfigureAwait(false);
        MultipassRecord record = Require(folder);
        MultipassStatus status = await _client.StatusAsync(name, cancellation).ConfigureAwait(false) ?? throw MultipassFailure.Missing(name);
        if (status is not (MultipassStatus.Stopped or MultipassStatus.Deleted))
        {
            progress.Report(new WorkProgress(new Text($"stopping VM '{name}'", $"останавливаем ВМ «{name}»")));
            // A guest that boots or is put aside does not hear us.
            bool hears = status is MultipassStatus.Running or MultipassStatus.DelayedShutdown;
            if (!hears || patience <= TimeSpan.Zero || !await _starter.AskToPowerOffAsync(folder, record, patience, cancellation).ConfigureAwait(false))
                await _starter.SwitchOffAsync(name).ConfigureAwait(false);
        }

        await CloseAsync(folder, record).ConfigureAwait(false);
    }

    public async Task DestroyAsync(string name, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, NoProgress.Instance, cancellation).ConfigureAwait(false);
        bool leftover = _creation.IsLeftover(folder);
        await _creation.SweepAsync(folder, cancellation).ConfigureAwait(false);
        await _creation.SweepAsync(cancellation).ConfigureAwait(false);
        if (!folder.Exists)
        {
            if (leftover)
                return;
            throw MultipassFailure.Missing(name);
        }

        // Of a record that can not be read the key of the guest is what is left to go by.
        MultipassRecord record = folder.TryRead(out _) ?? new MultipassRecord { Name = name, Processors = 0, MemoryBytes = 0, DiskBytes = 0, Image = "", Created = default };
        MultipassStatus? status = await _client.StatusAsync(name, cancellation).ConfigureAwait(false);
        if (status is not null && await IsAnothersAsync(folder, record, status.Value, cancellation).ConfigureAwait(false))
        {
            folder.Remove();
            throw MultipassFailure.Failed(
                name,
                new Text("the VM that Multipass has under this name now is not the one agsekit made; it was left alone, and agsekit's own is forgotten", "ВМ, которая сейчас есть в Multipass под этим именем, создана не agsekit; она не тронута, а запись о прежней удалена"),
                Text.Verbatim($"multipass delete --purge {name}"));
        }

        await CloseAsync(folder, record).ConfigureAwait(false);
        if (status is not null)
            await _creation.DeleteAsync(name, cancellation).ConfigureAwait(false);
        folder.Remove();
        if (Directory.Exists(folder.RuntimeFolder))
            Directory.Delete(folder.RuntimeFolder, recursive: true);
    }

    public async Task<SshConnection> ConnectAsync(string name, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        MultipassRecord record = Require(folder);
        var known = new SshConnection(folder.Target(record.Address.Length > 0 ? record.Address : "0.0.0.0", _keys.IdentityFile), _runner);
        // A connection that lives proves more than the daemon could say.
        if (record.Address.Length > 0 && await known.IsAliveAsync(cancellation).ConfigureAwait(false))
            return known;
        if (await StatusAsync(folder, cancellation).ConfigureAwait(false) is not (MultipassStatus.Running or MultipassStatus.DelayedShutdown))
            throw NotRunning(name);
        record = await FreshAsync(folder, record, cancellation).ConfigureAwait(false);
        var connection = new SshConnection(folder.Target(record.Address, _keys.IdentityFile), _runner);
        try
        {
            await connection.EnsureMasterAsync(cancellation).ConfigureAwait(false);
        }
        catch (KitException e) when (MultipassStarter.IsAnotherGuest(e))
        {
            throw MultipassStarter.AnotherGuest(name);
        }

        return connection;
    }

    public async Task<IReadOnlyList<OtherMachine>> ListOthersAsync(CancellationToken cancellation)
    {
        if (await VersionAsync(cancellation).ConfigureAwait(false) is null)
            return [];
        IReadOnlyList<MultipassListing> all = await _client.ListAsync(cancellation).ConfigureAwait(false);
        return [.. all.Where(machine => !MachineName.IsValid(machine.Name) || !Has(machine.Name)).OrderBy(machine => machine.Name, StringComparer.Ordinal).Select(machine => new OtherMachine(machine.Name, Name, machine.Status.ToString()))];
    }

    public async Task<MachineInfo> AdoptAsync(MachineSpec wanted, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        string name = wanted.Name;
        MultipassFolder folder = FolderOf(name);
        RequireHoldable(wanted.Network);
        using FileLock held = await LockAsync(folder, progress, cancellation).ConfigureAwait(false);
        if (Has(name))
            throw Exists(name);
        MultipassListing found = (await _client.ListAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(machine => machine.Name == name) ?? throw MultipassFailure.Missing(name);
        if (found.Status == MultipassStatus.Deleted)
            throw MultipassFailure.InTrash(name);
        await using var undo = new UndoStack();
        PrivateFolder.Ensure(_paths.MultipassFolder);
        PrivateFolder.Ensure(folder.Path);
        undo.Push(folder.Remove);
        await _starter.PowerOnAsync(name, found.Status, undo, progress, cancellation).ConfigureAwait(false);
        progress.Report(new WorkProgress(new Text($"letting agsekit into VM '{name}'", $"открываем agsekit доступ в ВМ «{name}»")));
        string userKey = await _keys.EnsureIdentityAsync(cancellation).ConfigureAwait(false);
        string hostKey = await GuestDoor.OpenAsync(_client, name, userKey, cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(folder.KnownHosts, $"agsekit-{name} {hostKey}\n", cancellation).ConfigureAwait(false);
        DateTimeOffset now = _time.GetUtcNow();
        var record = new MultipassRecord { Name = name, Processors = 0, MemoryBytes = 0, DiskBytes = 0, Image = ImageOf(found.Release), Created = now, Begun = now, Adopted = true };
        record = await MeasuredAsync(record, cancellation).ConfigureAwait(false);
        await _starter.ReachAsync(folder, record, progress, cancellation).ConfigureAwait(false);
        undo.Commit();
        return await ObserveAsync(folder, cancellation).ConfigureAwait(false);
    }

    public async Task<MachineInfo?> MeasureAsync(string name, CancellationToken cancellation)
    {
        MultipassFolder folder = FolderOf(name);
        if (!folder.Exists || await FindAsync(name, cancellation).ConfigureAwait(false) is not { } found)
            return null;
        return found.State == MachineState.Broken ? found : WithSizesOf(found, await MeasuredAsync(Require(folder), cancellation).ConfigureAwait(false));
    }

    public async Task<MachineInfo> ResizeAsync(MachineSpec wanted, CancellationToken cancellation)
    {
        string name = wanted.Name;
        MultipassFolder folder = FolderOf(name);
        using FileLock held = await LockAsync(folder, NoProgress.Instance, cancellation).ConfigureAwait(false);
        MultipassRecord record = await MeasuredAsync(Require(folder), cancellation).ConfigureAwait(false);
        if (await StatusAsync(folder, cancellation).ConfigureAwait(false) != MultipassStatus.Stopped)
            throw ResizeRules.NotStopped(name);
        ResizeRules.RequireGrowth(name, new ByteSize(record.DiskBytes), wanted.Disk);
        Task SetAsync(string property, long value) =>
            _client.ChangeAsync("set", name, MultipassCommands.Set(name, property, value.ToString(CultureInfo.InvariantCulture)), SetLimit, cancellation);
        // Written after each step: a broken-off change is remembered as far as it went.
        if (wanted.Processors != record.Processors)
            await SetAsync("cpus", wanted.Processors).ConfigureAwait(false);
        folder.Write(record = record with { Processors = wanted.Processors });
        if (wanted.Memory.Bytes != record.MemoryBytes)
            await SetAsync("memory", wanted.Memory.Bytes).ConfigureAwait(false);
        folder.Write(record = record with { MemoryBytes = wanted.Memory.Bytes });
        if (wanted.Disk.Bytes != record.DiskBytes)
            await SetAsync("disk", wanted.Disk.Bytes).ConfigureAwait(false);
        folder.Write(record with { DiskBytes = wanted.Disk.Bytes });
        return await ObserveAsync(folder, cancellation).ConfigureAwait(false);
    }

    [GeneratedRegex(@"\AUbuntu (\d\d\.\d\d)\b")]
    private static partial Regex UbuntuRelease();
}
