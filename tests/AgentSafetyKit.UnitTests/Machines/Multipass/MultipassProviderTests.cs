using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

/// <summary>The contract on the stand-in of Multipass; on the real one where AGSEKIT_TEST_MULTIPASS=1 says that a test may make VMs with it.</summary>
[NonParallelizable]
public sealed class MultipassProviderTests : VirtualMachineProviderContract
{
    private StandIn? _host;

    protected override MachineState MadeAs => MachineState.Running;

    protected override bool HasRealGuests => IsReal;

    protected override bool KeepsMemory => false;

    protected override TimeSpan MidStart => TimeSpan.FromSeconds(1);

    private static bool IsReal => Environment.GetEnvironmentVariable("AGSEKIT_TEST_MULTIPASS") == "1";

    protected override MachineSpec SpecOf(string name) => new(name, 2, ByteSize.FromGibibytes(2), ByteSize.FromGibibytes(8), "default", NetworkPolicy.Open);

    protected override IVirtualMachineProvider Open()
    {
        if (IsReal)
            return new MultipassProvider(KitPaths.From(name => name == "AGSEKIT_HOME" ? Path.Combine(Path.GetTempPath(), "agsekit-multipass-tests") : null, 0), new CommandRunner(TimeProvider.System), TimeProvider.System);
        return (_host ??= new StandIn(scale: 0.03)).Open();
    }

    protected override void Leave()
    {
        if (_host is null)
            return;
        Assert.That(_host.Calls.Where(call => call.StartsWith("list", StringComparison.Ordinal) && !call.Contains("--no-ipv4", StringComparison.Ordinal)), Is.Empty, "a poll may not touch the guests");
        _host.Dispose();
    }
}
