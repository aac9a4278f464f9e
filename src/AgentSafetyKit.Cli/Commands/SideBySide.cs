using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The same work for several VMs at once, with a line of progress for each. One that fails does not keep the others from it.</summary>
internal static class SideBySide
{
    /// <param name="context">The command.</param>
    /// <param name="machines">In the order in which they are spoken of.</param>
    /// <param name="work">For one VM.</param>
    /// <param name="show">Says what became of one; called after all have ended.</param>
    /// <returns>The exit code: that of the first one that failed.</returns>
    public static Task<int> RunAsync<T>(
        CommandContext context, IReadOnlyList<MachineSettings> machines, Func<MachineSettings, IProgress<WorkProgress>, Task<T>> work, Action<MachineSettings, T> show) =>
        RunAsync(context, machines, machine => machine.Name, work, show);

    /// <summary>As the other, for VMs known by something else than their settings.</summary>
    public static async Task<int> RunAsync<TMachine, T>(
        CommandContext context, IReadOnlyList<TMachine> machines, Func<TMachine, string> nameOf, Func<TMachine, IProgress<WorkProgress>, Task<T>> work, Action<TMachine, T> show)
    {
        ProgressBoard board = context.Terminal.Board();
        (TMachine Machine, IProgress<WorkProgress> Line)[] lines = [.. machines.Select(machine => (machine, board.Line(nameOf(machine))))];
        (TMachine Machine, Task<T> Work)[] works = [.. lines.Select(one => (one.Machine, Task.Run(() => work(one.Machine, one.Line), CancellationToken.None)))];
        await Task.WhenAny(Task.WhenAll(works.Select(one => one.Work))).ConfigureAwait(false);
        int code = 0;
        foreach ((TMachine machine, Task<T> one) in works)
        {
            try
            {
                show(machine, await one.ConfigureAwait(false));
            }
            catch (KitException error)
            {
                context.Terminal.Fail(error);
                code = code == 0 ? (int)ErrorCodes.ExitCodeOf(error.Code) : code;
            }
        }

        return code;
    }
}
