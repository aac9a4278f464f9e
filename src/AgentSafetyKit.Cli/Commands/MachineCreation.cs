using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What <c>create-vm</c> and <c>create-vms</c> have in common.</summary>
internal static class MachineCreation
{
    public static async Task EnsureAsync(CommandContext context, MachineSettings settings, CancellationToken cancellation)
    {
        MachineSpec spec = MachineSpecs.Of(settings);
        MachineOutcome.Show(context, spec, await context.Services.MachineOrders.EnsureAsync(spec, context.Terminal.Progress(), cancellation).ConfigureAwait(false));
    }

    /// <summary>All side by side. Answers the exit code: that of the first one that could not be made.</summary>
    public static Task<int> EnsureAllAsync(CommandContext context, IReadOnlyList<MachineSettings> all, CancellationToken cancellation) => SideBySide.RunAsync(
        context,
        all,
        (machine, progress) => context.Services.MachineOrders.EnsureAsync(MachineSpecs.Of(machine), progress, cancellation),
        (machine, made) => MachineOutcome.Show(context, MachineSpecs.Of(machine), made));

    public static async Task AdoptAsync(CommandContext context, MachineSettings settings, CancellationToken cancellation)
    {
        MachineInfo adopted = await context.Services.Machines.AdoptAsync(MachineSpecs.Of(settings), context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        MachineOutcome.ShowAdopted(context, adopted, MachineSpecs.Of(settings));
    }
}
