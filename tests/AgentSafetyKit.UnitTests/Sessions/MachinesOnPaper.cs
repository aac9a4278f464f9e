using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Ssh;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>VMs that run until they are stopped, and do nothing else.</summary>
internal sealed class MachinesOnPaper(params string[] running) : IVirtualMachineProvider
{
    public HashSet<string> Running { get; } = [.. running];

    public string Name => "paper";

    public Task<IReadOnlyList<MachineInfo>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<MachineInfo>>(
        [.. running.Select(name => new MachineInfo(name, Running.Contains(name) ? MachineState.Running : MachineState.Stopped, Name, 1, default, default, "image", NetworkPolicy.Open, default))]);

    public Task StopAsync(string name, TimeSpan patience, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        Running.Remove(name);
        return Task.CompletedTask;
    }

    public Task<MachineInfo?> FindAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<MachineInfo> CreateAsync(MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<MachineInfo> StartAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation) => throw new NotSupportedException();

    public Task DestroyAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<SshConnection> ConnectAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();
}
