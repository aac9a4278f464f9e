using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What <c>stop-vm</c>, <c>restart-vm</c> and <c>down</c> have in common.</summary>
internal static class MachineStopping
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For one whose mounts were taken away.</summary>
    public static Task StopAsync(CommandContext context, string machine, bool force, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        context.Services.Machines.StopAsync(machine, force ? TimeSpan.Zero : Patience, progress, cancellation);

    /// <summary>All that are not off, side by side. Answers the exit code: that of the first one that could not be stopped.</summary>
    public static async Task<int> StopAllAsync(CommandContext context, bool force, CancellationToken cancellation)
    {
        IReadOnlyList<MachineInfo> all = await context.Services.Machines.ListAsync(cancellation).ConfigureAwait(false);
        // A broken one that its engine lost is off; one that does not boot is not, and only the engine knows.
        string[] names = [.. all.Where(machine => machine.State != MachineState.Stopped).Select(machine => machine.Name)];
        if (names.Length == 0)
        {
            context.Terminal.Result(all.Count == 0 ? new Text("There are no VMs.", "ВМ нет.") : new Text("All VMs are stopped already.", "Все ВМ уже остановлены."));
            return 0;
        }

        if (!force)
            RequireNoRuns(context, names, new Text("no VM was stopped", "ни одна ВМ не остановлена"));
        foreach (string name in names)
            await context.Services.FolderMounts.UnmountAllOfAsync(name, force).ConfigureAwait(false);
        ProgressBoard board = context.Terminal.Board();
        (string Name, Task Work)[] works =
            [.. names.Select(name => (Name: name, Line: board.Line(name))).Select(one => (one.Name, Task.Run(() => StopAsync(context, one.Name, force, one.Line, cancellation), CancellationToken.None)))];
        await Task.WhenAny(Task.WhenAll(works.Select(work => work.Work))).ConfigureAwait(false);
        int code = 0;
        foreach ((string name, Task work) in works)
        {
            try
            {
                await work.ConfigureAwait(false);
                context.Terminal.Result(new Text($"VM '{name}' is stopped.", $"ВМ «{name}» остановлена."));
            }
            catch (KitException error)
            {
                context.Terminal.Fail(error);
                code = code == 0 ? (int)ErrorCodes.ExitCodeOf(error.Code) : code;
            }
        }

        return code;
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
