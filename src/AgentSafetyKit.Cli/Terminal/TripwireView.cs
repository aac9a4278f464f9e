using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>An agent that was stopped, in words.</summary>
internal static class TripwireView
{
    private const int Listed = 3;

    /// <param name="tripped">What waits.</param>
    /// <param name="orders">Who knows the rest of it.</param>
    public static IEnumerable<Text> Lines(TrippedMount tripped, TripwireOrders orders)
    {
        string folder = Printable.Escape(tripped.Source), machine = tripped.Machine;
        yield return new Text(
            $"Stopped: {tripped.Lost} files in {folder} (VM '{machine}') were being deleted or overwritten at once.",
            $"Остановлено: в {folder} (ВМ «{machine}») удалялись или переписывались сразу файлы, числом {tripped.Lost}.");
        foreach (string example in tripped.Examples.Take(Listed))
            yield return new Text($"  {example}", $"  {example}");
        if (tripped.Lost > Listed)
            yield return new Text($"  … and {tripped.Lost - Math.Min(Listed, tripped.Examples.Count)} more", $"  … и ещё {tripped.Lost - Math.Min(Listed, tripped.Examples.Count)}");
        yield return tripped switch
        {
            { GoodSnapshot: { } good } => new Text($"The state before is kept: {good}", $"Состояние до этого сохранено: {good}"),
            { IsSaved: false, BackupFolder: not null } => new Text("The state before is being looked up.", "Ищу сохранённое состояние до этого."),
            _ => new Text("There is no snapshot from before: it can not be undone.", "Снимка, сделанного раньше, нет: отменить нельзя."),
        };
        if (orders.Working(tripped) is { Count: > 1 } working)
        {
            string runs = string.Join(", ", working.Select(run => $"{run.Id} '{run.Agent}'"));
            yield return new Text($"{working.Count} agents work there, and undo ends them all: {runs}", $"Там работают несколько агентов ({working.Count}), и отмена завершит их всех: {runs}");
        }

        if (orders.IsBeingUndone(tripped))
            yield return new Text("It is being undone; its changes are refused.", "Идёт отмена; его изменения отвергаются.");
    }

    /// <summary>What became of the folder. Answers the exit code.</summary>
    public static int ShowEnd(CommandContext context, TrippedMount tripped, RestoreOutcome outcome)
    {
        if (outcome.Done is { } done)
            return RestoreEnd.Tell(context, FolderWords.Placed(context, new ProtectedFolder(tripped.Source, tripped.BackupFolder!, null)), done, outcome.Unfinished);
        string folder = Printable.Escape(tripped.Source);
        context.Terminal.Say(new Text($"{folder} is as it was before.", $"{folder} — в прежнем виде."));
        return 0;
    }
}
