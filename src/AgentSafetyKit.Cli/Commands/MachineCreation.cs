using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
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
    public static async Task<int> EnsureAllAsync(CommandContext context, IReadOnlyList<MachineSettings> all, CancellationToken cancellation)
    {
        MachineEngines engines = context.Services.Machines;
        ProgressBoard board = context.Terminal.Board();
        (MachineSpec Spec, Task<(MachineInfo Machine, bool IsNew)> Work)[] works =
        [
            .. all.Select(MachineSpecs.Of).Select(spec => (Spec: spec, Line: board.Line(spec.Name)))
                .Select(work => (work.Spec, Task.Run(() => MakeAsync(engines, work.Spec, work.Line, cancellation), CancellationToken.None))),
        ];
        await Task.WhenAny(Task.WhenAll(works.Select(work => work.Work))).ConfigureAwait(false);
        int code = 0;
        foreach ((MachineSpec spec, Task<(MachineInfo, bool)> work) in works)
        {
            try
            {
                MachineOutcome.Show(context, spec, await work.ConfigureAwait(false));
            }
            catch (KitException error)
            {
                context.Terminal.Fail(error);
                code = code == 0 ? (int)ErrorCodes.ExitCodeOf(error.Code) : code;
            }
        }

        return code;
    }

    public static async Task AdoptAsync(CommandContext context, MachineSettings settings, CancellationToken cancellation)
    {
        MachineInfo adopted = await context.Services.Machines.AdoptAsync(MachineSpecs.Of(settings), context.Terminal.Progress(), cancellation).ConfigureAwait(false);
        MachineOutcome.ShowAdopted(context, adopted, MachineSpecs.Of(settings));
    }

    private static async Task<(MachineInfo Machine, bool IsNew)> MakeAsync(MachineEngines engines, MachineSpec spec, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        await engines.MeasureAsync(spec.Name, cancellation).ConfigureAwait(false) is { } found
            ? (found, false)
            : (await engines.CreateAsync(spec, progress, cancellation).ConfigureAwait(false), true);
}
