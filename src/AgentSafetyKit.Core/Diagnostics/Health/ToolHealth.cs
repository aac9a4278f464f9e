using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The engine of the VMs: its programs, and whether the processor helps.</summary>
/// <param name="look">How the host is, for the VMs of the configuration; where there are none, for the one that would be made.</param>
/// <param name="probe">What runs the VMs here, and why it is not the processor.</param>
public sealed class ToolHealth(Func<CancellationToken, Task<HostState>> look, Func<CancellationToken, Task<(Accelerator Accelerator, Text Why)>> probe) : IHealthCheck
{
    public string Id => "engine";

    public Text Title => new("engine of the VMs", "система ВМ");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        HostState host = await look(cancellation).ConfigureAwait(false);
        List<HealthFinding> found =
        [
            .. host.Refusals.Select(HealthFinding.Fail),
            .. host.Engines.Where(one => one.Decision.UsesMultipass).Select(one => HealthFinding.Pass(new Text($"Multipass for '{one.Machine}': {one.Decision.Why.English}", $"Multipass для «{one.Machine}»: {one.Decision.Why.Russian}"))),
            .. host.MissingPrograms.Select(program => HealthFinding.Fail(MissingTool.Of(program)) with { Fix = new Text($"sudo apt-get install {MissingTool.PackageWith(program)} (all that is missing: agsekit prepare)", $"sudo apt-get install {MissingTool.PackageWith(program)} (всё недостающее: agsekit prepare)") }),
        ];
        if (host.UsesQemu && host.MissingPrograms.Count == 0 && host.Refusals.Count == 0)
            found.AddRange([HealthFinding.Pass(new Text("QEMU and what it needs are installed", "QEMU и всё нужное для него установлено")), await AccelerationAsync(cancellation).ConfigureAwait(false)]);
        return found;
    }

    private async Task<HealthFinding> AccelerationAsync(CancellationToken cancellation)
    {
        (Accelerator accelerator, Text why) = await probe(cancellation).ConfigureAwait(false);
        return accelerator == Accelerator.Kvm
            ? HealthFinding.Pass(new Text("the processor runs the VMs itself (KVM)", "ВМ исполняет сам процессор (KVM)"))
            : HealthFinding.Warn(
                new Text("the VMs are emulated: five to ten times slower", "ВМ эмулируются: в пять–десять раз медленнее"),
                why,
                new Text("where the cause names no command: switch virtualisation on in the firmware of this computer, or of the VM it is itself; some clouds have none", "если команды выше нет: включите виртуализацию в прошивке компьютера или той ВМ, которой он сам является; в некоторых облаках её нет"));
    }
}
