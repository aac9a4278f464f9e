using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>The engine of the VMs: its programs, and whether the processor helps.</summary>
/// <param name="paths">Where a verdict about the processor is kept.</param>
/// <param name="engines">They choose.</param>
/// <param name="runner">For the probe.</param>
/// <param name="wanted">The VMs of the configuration; where there are none, the one that would be made.</param>
public sealed class ToolHealth(KitPaths paths, MachineEngines engines, CommandRunner runner, IReadOnlyList<MachineSpec> wanted) : IHealthCheck
{
    public string Id => "engine";

    public Text Title => new("engine of the VMs", "система ВМ");

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken cancellation)
    {
        var found = new List<HealthFinding>();
        bool usesQemu = false;
        foreach (MachineSpec spec in wanted)
        {
            try
            {
                EngineDecision decision = await engines.ChooseAsync(spec, cancellation).ConfigureAwait(false);
                usesQemu |= !decision.UsesMultipass;
                if (decision.UsesMultipass)
                    found.Add(HealthFinding.Pass(new Text($"Multipass for '{spec.Name}': {decision.Why.English}", $"Multipass для «{spec.Name}»: {decision.Why.Russian}")));
            }
            catch (KitException error)
            {
                found.Add(HealthFinding.Fail(error));
            }
        }

        if (!usesQemu)
            return found;
        bool isOpen = wanted.Any(spec => spec.Network == NetworkPolicy.Open);
        HealthFinding[] missing = [.. QemuTools.Of(isOpen ? NetworkPolicy.Open : NetworkPolicy.None).Where(program => ProgramPath.Find(program) is null).Select(program => HealthFinding.Fail(MissingTool.Of(program)))];
        found.AddRange(missing.Length > 0 ? missing : [HealthFinding.Pass(new Text("QEMU and what it needs are installed", "QEMU и всё нужное для него установлено"))]);
        if (missing.Length == 0)
            found.Add(await AccelerationAsync(cancellation).ConfigureAwait(false));
        return found;
    }

    private async Task<HealthFinding> AccelerationAsync(CancellationToken cancellation)
    {
        (Accelerator accelerator, Text why) = await new AcceleratorProbe(paths, runner).FindAsync(RuntimeInformation.ProcessArchitecture, cancellation).ConfigureAwait(false);
        return accelerator == Accelerator.Kvm
            ? HealthFinding.Pass(new Text("the processor runs the VMs itself (KVM)", "ВМ исполняет сам процессор (KVM)"))
            : HealthFinding.Warn(
                new Text("the VMs are emulated: five to ten times slower", "ВМ эмулируются: в пять–десять раз медленнее"),
                why,
                new Text("switch virtualisation on in the firmware of this computer, or of the VM it is itself", "включите виртуализацию в прошивке компьютера или той ВМ, которой он сам является"));
    }
}
