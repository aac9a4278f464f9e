using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What <c>create-vm</c> and <c>create-vms</c> have in common.</summary>
internal static class MachineCreation
{
    public static async Task EnsureAsync(CommandContext context, MachineSettings settings, CancellationToken cancellation)
    {
        MachineSpec spec = MachineSpecs.Of(settings);
        if (await context.Services.Machines.FindAsync(spec.Name, cancellation).ConfigureAwait(false) is { } found)
        {
            Compare(context, found, spec);
            return;
        }

        await context.Services.Machines.CreateAsync(spec, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        context.Terminal.Result(new Text($"VM '{spec.Name}' is made. Start it: agsekit start-vm {spec.Name}", $"ВМ «{spec.Name}» создана. Запустить: agsekit start-vm {spec.Name}"));
    }

    private static void Compare(CommandContext context, MachineInfo found, MachineSpec spec)
    {
        IReadOnlyList<SpecDifference> differences = found.DifferencesFrom(spec);
        context.Terminal.Result(differences.Count == 0
            ? new Text($"VM '{spec.Name}' exists and is as configured.", $"ВМ «{spec.Name}» уже есть и соответствует настройкам.")
            : new Text($"VM '{spec.Name}' exists, but not as configured:", $"ВМ «{spec.Name}» уже есть, но отличается от настроек:"));
        foreach (SpecDifference difference in differences)
        {
            context.Terminal.Result(new Text(
                $"  {difference.Key}: configured {difference.Wanted}, the VM has {difference.Actual}", $"  {difference.Key}: в настройках {difference.Wanted}, у ВМ {difference.Actual}"));
        }

        if (differences.Count > 0)
            context.Terminal.Say(new Text($"To make it anew (its disk is lost): agsekit destroy-vm {spec.Name} && agsekit create-vm {spec.Name}", $"Создать заново (её диск будет потерян): agsekit destroy-vm {spec.Name} && agsekit create-vm {spec.Name}"));
    }
}
