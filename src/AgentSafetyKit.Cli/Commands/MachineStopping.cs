using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the commands that stop VMs have in common.</summary>
internal static class MachineStopping
{
    /// <summary>All that are not off, side by side. Answers the exit code: that of the first one that could not be stopped.</summary>
    public static async Task<int> StopAllAsync(CommandContext context, bool force, CancellationToken cancellation)
    {
        IReadOnlyList<MachineInfo> all = await context.Services.Machines.ListAsync(cancellation).ConfigureAwait(false);
        // A broken one that its engine lost is off; one that does not boot is not, and only the engine knows.
        string[] names = [.. all.Where(machine => machine.State != MachineState.Stopped).Select(machine => machine.Name)];
        if (names.Length == 0)
        {
            context.Terminal.Result(all.Count == 0 ? EveryMachine.NoneThere : new Text("All VMs are stopped already.", "Все ВМ уже остановлены."));
            return 0;
        }

        if (!force)
            RequireNoRuns(context, names, new Text("no VM was stopped", "ни одна ВМ не остановлена"));
        return await SideBySide.RunAsync(
            context,
            names,
            name => name,
            async (name, progress) =>
            {
                await context.Services.MachineOrders.StopAsync(name, force, progress, cancellation).ConfigureAwait(false);
                return name;
            },
            (name, _) => context.Terminal.Result(new Text($"VM '{name}' is stopped.", $"ВМ «{name}» остановлена."))).ConfigureAwait(false);
    }

    /// <summary>Before any is touched: one agent at work keeps all of them as they are.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>.</exception>
    public static void RequireNoRuns(CommandContext context, string[] names, Text nothingDone)
    {
        List<RunRecord> live = [.. context.Services.Runs.Live().Where(run => names.Contains(run.Machine))];
        if (live.Count == 0)
            return;
        string who = string.Join(", ", live.Select(run => $"{Printable.Escape(run.Agent)} → {run.Machine} ({Printable.Escape(run.Folder)})"));
        throw new KitException(
            ErrorCode.Busy,
            nothingDone,
            new Text($"agents are at work: {who}", $"работают агенты: {who}"),
            new Text("end them first, or give --force", "сначала завершите их или укажите --force"));
    }
}
