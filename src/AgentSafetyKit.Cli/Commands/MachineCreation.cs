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
        MachineOutcome.Show(context, spec, await MakeAsync(context.Services.Machines, spec, context.Terminal.Progress(), cancellation).ConfigureAwait(false));
    }

    /// <summary>All side by side. Answers the exit code: that of the first one that could not be made.</summary>
    public static Task<int> EnsureAllAsync(CommandContext context, IReadOnlyList<MachineSettings> all, CancellationToken cancellation) => SideBySide.RunAsync(
        context,
        all,
        (machine, progress) => MakeAsync(context.Services.Machines, MachineSpecs.Of(machine), progress, cancellation),
        (machine, made) => MachineOutcome.Show(context, MachineSpecs.Of(machine), made));

    public static async Task AdoptAsync(CommandContext context, MachineSettings settings, CancellationToken cancellation)
    {
        MachineInfo adopted = await context.Services.Machines.AdoptAsync(MachineSpecs.Of(settings), context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        MachineOutcome.ShowAdopted(context, adopted, MachineSpecs.Of(settings));
    }

    /// <summary>The VM as it is; made first where it is missing.</summary>
    public static async Task<(MachineInfo Machine, bool IsNew)> MakeAsync(MachineEngines engines, MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        await engines.MeasureAsync(spec.Name, cancellation).ConfigureAwait(false) is { } found
            ? (found, false)
            : (await engines.CreateAsync(spec, progress, cancellation).ConfigureAwait(false), true);
}
