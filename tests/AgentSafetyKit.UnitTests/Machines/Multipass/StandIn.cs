using AgentSafetyKit.Machines.Multipass;
using AgentSafetyKit.MultipassStandIn;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

/// <summary>
/// A host that has Multipass, or rather the stand-in under its name, first in PATH; with it a stand-in of ssh, whose guests are folders. Tests that use it run one at a time: PATH is the
/// whole process's.
/// </summary>
internal sealed class StandIn : IDisposable
{
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly string _root = Directory.CreateTempSubdirectory("agsekit-mp-").FullName;

    /// <param name="scale">How long things take, as a part of what they take in reality.</param>
    /// <param name="realGuests">Behind each machine stands a QEMU guest, reached by the real ssh.</param>
    public StandIn(double scale = 0.005, bool realGuests = false)
    {
        Store = new StandInStore(Path.Combine(_root, "daemon"));
        StandInPrograms.Install(Programs, Store, scale, realGuests);
        Environment.SetEnvironmentVariable("PATH", $"{Programs}:{_path}");
    }

    public StandInStore Store { get; }

    public string Programs => Path.Combine(_root, "bin");

    public KitPaths Paths => KitPaths.From(name => name == "AGSEKIT_HOME" ? Path.Combine(_root, "home") : null, 0);

    public string[] Calls => Store.Calls();

    public MultipassProvider Open() => new(Paths, new CommandRunner(TimeProvider.System), TimeProvider.System);

    public void Faults(params string[] faults) => Store.SetFaults(faults);

    public void Foreign(string name, string state = "Running") => Store.AddForeign(name, state);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_root, recursive: true);
    }
}
