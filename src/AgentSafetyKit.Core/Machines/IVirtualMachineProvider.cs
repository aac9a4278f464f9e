using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.Machines;

/// <summary>
/// An engine that runs virtual machines. Every implementation promises, and one contract suite checks of all:
/// <list type="number">
/// <item>ANOTHER KERNEL: code of the guest never runs on the host's. No implementation may be a container.</item>
/// <item>ALL OR NOTHING: a create that fails, is cancelled or is killed leaves no machine; what a killed one left on the disk is swept by the next call that needs the name.</item>
/// <item>THE TRUTH: states are observed when asked for. A guest that powered itself off or whose engine died is <see cref="MachineState.Stopped"/>.</item>
/// <item>ONE WRITER: calls that change the same machine wait for one another, across processes.</item>
/// <item>REACHED MEANS PROVEN: a connection is given only to a guest that showed the host key it was made with.</item>
/// <item>THE POLICY HOLDS OR THE CALL FAILS: a network policy that can not be held here is refused.</item>
/// <item>GONE IS GONE: destroying removes disk, keys and sockets of this machine, and nothing else.</item>
/// <item>ONLY OURS: machines somebody else made with the same engine are not listed, changed or removed (<see cref="IAdoptsMachines"/> shows them apart).</item>
/// </list>
/// Failures are <see cref="KitException"/>; cancelling is <see cref="OperationCanceledException"/>. What differs between engines without being a matter of these promises is data in
/// <see cref="MachineInfo"/>; abilities only some have are small interfaces of their own, asked for by type test.
/// </summary>
public interface IVirtualMachineProvider
{
    /// <summary>As the configuration's <c>provider</c> says it.</summary>
    string Name { get; }

    /// <summary>
    /// All machines of this engine that are ours, in the order of their names. Quick: never waits for a guest, or for a call that changes one. Where the engine does not answer they are
    /// <see cref="MachineState.Broken"/> with that cause.
    /// </summary>
    Task<IReadOnlyList<MachineInfo>> ListAsync(CancellationToken cancellation);

    /// <summary>One machine, or null; without what it takes now (<see cref="MachineInfo.Usage"/>), and quicker than <see cref="ListAsync"/>.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.EngineUnavailable"/>: nobody knows how it is.</exception>
    Task<MachineInfo?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>
    /// Makes a machine: stopped, or running already where the engine can not make one without starting it (the answer's state says which). The image is made or fetched first where it is
    /// not there yet.
    /// </summary>
    /// <exception cref="KitException">
    /// <see cref="ErrorCode.MachineExists"/>, <see cref="ErrorCode.ImageFailed"/>, <see cref="ErrorCode.ToolMissing"/>, <see cref="ErrorCode.NoSpace"/>, <see cref="ErrorCode.PolicyRefused"/>,
    /// <see cref="ErrorCode.EngineUnavailable"/>; <see cref="ErrorCode.MachineStartFailed"/> where making is starting.
    /// </exception>
    Task<MachineInfo> CreateAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation);

    /// <summary>Starts it and returns when commands can be run in it; at once when that is so already. A start somebody else began is waited for.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineStartFailed"/> (it is off again then), <see cref="ErrorCode.ToolMissing"/>.</exception>
    Task<MachineInfo> StartAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation);

    /// <summary>Asks the guest to power off; what has not ended after <paramref name="patience"/> is switched off. Nothing happens to one that is off.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineFailed"/>.</exception>
    Task StopAsync(string name, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation);

    /// <summary>Switches it off at once if it runs, and removes it with all it holds.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineFailed"/>.</exception>
    Task DestroyAsync(string name, CancellationToken cancellation);

    /// <summary>A connection to a running machine, open.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.MachineMissing"/>, <see cref="ErrorCode.MachineNotRunning"/>, <see cref="ErrorCode.GuestUnreachable"/>.</exception>
    Task<SshConnection> ConnectAsync(string name, CancellationToken cancellation);
}
