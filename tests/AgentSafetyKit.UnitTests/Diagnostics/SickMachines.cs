using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Diagnostics;

/// <summary>An engine with VMs that are all ill: those called <c>hangs</c> never answer, not even when they are given up; the others refuse.</summary>
internal sealed class SickMachines(params string[] names) : IVirtualMachineProvider
{
    private readonly TaskCompletionSource<SshConnection> _never = new();

    /// <summary>The engine itself does not answer either.</summary>
    public bool ListHangs { get; init; }

    public string Name => "sick";

    public Task<IReadOnlyList<MachineInfo>> ListAsync(CancellationToken cancellation) => ListHangs
        ? new TaskCompletionSource<IReadOnlyList<MachineInfo>>().Task
        : Task.FromResult<IReadOnlyList<MachineInfo>>([.. names.Select(name => new MachineInfo(
            name, MachineState.Running, Name, 2, ByteSize.FromGibibytes(1), ByteSize.FromGibibytes(8), "image", NetworkPolicy.Open, default))]);

    public Task<SshConnection> ConnectAsync(string name, CancellationToken cancellation) => name.StartsWith("hangs", StringComparison.Ordinal)
        ? _never.Task
        : throw new KitException(ErrorCode.GuestUnreachable, new Text("x", "x"), new Text("it refuses", "отказ"), Text.None);

    public Task<MachineInfo?> FindAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<MachineInfo> CreateAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<MachineInfo> StartAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task StopAsync(string name, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task DestroyAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();
}
