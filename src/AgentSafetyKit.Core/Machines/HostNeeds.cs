using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines;

/// <summary>What VMs need of this host: found out before anybody waits for them.</summary>
/// <param name="engines">They choose.</param>
/// <param name="images">An image that is there need not be built.</param>
/// <param name="inSnap">Nothing can be installed there: what is missing is a refusal.</param>
public sealed class HostNeeds(MachineEngines engines, ImageStore images, bool inSnap)
{
    public async Task<HostState> LookAsync(IEnumerable<MachineSpec> wanted, CancellationToken cancellation)
    {
        var chosen = new List<(string, EngineDecision)>();
        var refusals = new List<KitException>();
        var programs = new List<string>();
        foreach (MachineSpec spec in wanted)
        {
            try
            {
                EngineDecision decision = await engines.ChooseAsync(spec, cancellation).ConfigureAwait(false);
                chosen.Add((spec.Name, decision));
                if (!decision.UsesMultipass)
                    programs.AddRange([.. QemuTools.Of(spec.Network), .. images.ToolsFor(spec.Image)]);
            }
            catch (KitException error)
            {
                refusals.Add(error);
            }
        }

        List<string> missing = [.. programs.Distinct().Where(program => ProgramPath.Find(program) is null)];
        if (missing.Count == 0 || !inSnap)
            return new HostState(chosen, refusals, missing);
        return new HostState(chosen, [.. refusals, MissingTool.Of(missing[0], inSnap)], []);
    }
}
