using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Machines;

/// <summary>
/// All engines as one: a machine is looked for where it was made, a new one is made where <see cref="EngineChoice"/> says. A name belongs to one machine, whatever the engine. Multipass is
/// asked only where it has a machine of ours, or may get one, so its being slow or down is nobody else's trouble.
/// </summary>
public sealed class MachineEngines(MultipassProvider multipass, QemuProvider qemu) : IVirtualMachineProvider, IMachineSizes, IMachineSnapshots, IAdoptsMachines
{
    public string Name => "auto";

    public async Task<IReadOnlyList<MachineInfo>> ListAsync(CancellationToken cancellation)
    {
        IReadOnlyList<MachineInfo> first = await qemu.ListAsync(cancellation).ConfigureAwait(false);
        IReadOnlyList<MachineInfo> second = await multipass.ListAsync(cancellation).ConfigureAwait(false);
        return [.. first.Concat(second).OrderBy(machine => machine.Name, StringComparer.Ordinal)];
    }

    public Task<MachineInfo?> FindAsync(string name, CancellationToken cancellation) => OwnerOf(name).FindAsync(name, cancellation);

    public async Task<MachineInfo> CreateAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (qemu.Has(spec.Name) || (multipass.Owns(spec.Name) && await multipass.FindAsync(spec.Name, cancellation).ConfigureAwait(false) is not null))
            throw Exists(spec.Name);
        EngineDecision decision = await ChooseAsync(spec, cancellation).ConfigureAwait(false);
        progress.Report(new WorkProgress(decision.UsesMultipass
            ? new Text($"making VM '{spec.Name}' with Multipass: {decision.Why.English}", $"создаём ВМ «{spec.Name}» через Multipass: {decision.Why.Russian}")
            : new Text($"making VM '{spec.Name}' with QEMU: {decision.Why.English}", $"создаём ВМ «{spec.Name}» через QEMU: {decision.Why.Russian}")));
        IVirtualMachineProvider engine = decision.UsesMultipass ? multipass : qemu;
        return await engine.CreateAsync(spec, progress, cancellation).ConfigureAwait(false);
    }

    public Task<MachineInfo> StartAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation) => OwnerOf(name).StartAsync(name, progress, cancellation);

    public Task StopAsync(string name, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation) => OwnerOf(name).StopAsync(name, patience, progress, cancellation);

    public Task DestroyAsync(string name, CancellationToken cancellation) => OwnerOf(name).DestroyAsync(name, cancellation);

    public Task<SshConnection> ConnectAsync(string name, CancellationToken cancellation) => OwnerOf(name).ConnectAsync(name, cancellation);

    /// <summary>Which engine a new machine would be made with.</summary>
    public async Task<EngineDecision> ChooseAsync(MachineSpec spec, CancellationToken cancellation) => EngineChoice.Of(
        spec, spec.Provider == Configuration.ProviderChoice.Qemu ? null : await multipass.VersionAsync(cancellation).ConfigureAwait(false));

    public Task<MachineInfo?> MeasureAsync(string name, CancellationToken cancellation) => ((IMachineSizes)OwnerOf(name)).MeasureAsync(name, cancellation);

    public Task<MachineInfo> ResizeAsync(MachineSpec wanted, CancellationToken cancellation) => ((IMachineSizes)OwnerOf(wanted.Name)).ResizeAsync(wanted, cancellation);

    public Task<IReadOnlyList<MachineSnapshot>> ListSnapshotsAsync(string name, CancellationToken cancellation) => ((IMachineSnapshots)OwnerOf(name)).ListSnapshotsAsync(name, cancellation);

    public Task<MachineSnapshot> SaveSnapshotAsync(string name, string? snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        ((IMachineSnapshots)OwnerOf(name)).SaveSnapshotAsync(name, snapshot, progress, cancellation);

    public Task<MachineInfo> RestoreSnapshotAsync(string name, string snapshot, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        ((IMachineSnapshots)OwnerOf(name)).RestoreSnapshotAsync(name, snapshot, progress, cancellation);

    public Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellation) => ((IMachineSnapshots)OwnerOf(name)).DeleteSnapshotAsync(name, snapshot, cancellation);

    public Task<IReadOnlyList<OtherMachine>> ListOthersAsync(CancellationToken cancellation) => multipass.ListOthersAsync(cancellation);

    public async Task<MachineInfo> AdoptAsync(MachineSpec wanted, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (qemu.Has(wanted.Name))
            throw Exists(wanted.Name);
        return await multipass.AdoptAsync(wanted, progress, cancellation).ConfigureAwait(false);
    }

    private IVirtualMachineProvider OwnerOf(string name) => multipass.Has(name) && !qemu.Has(name) ? multipass : qemu;

    private static KitException Exists(string name) => new(
        ErrorCode.MachineExists, new Text($"VM '{name}' can not be created", $"ВМ «{name}» не создать"), new Text("it exists already", "она уже есть"), Text.Verbatim($"agsekit start-vm {name}"));
}
