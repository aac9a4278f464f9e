using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows a restore: the plan before, the result after.</summary>
internal static class RestoreView
{
    private const int Listed = 20;

    public static void ShowPlan(RestorePlan plan, UserTerminal terminal)
    {
        string target = Printable.Escape(plan.Target);
        terminal.Say(new Text(
            $"Snapshot {plan.Request.Id} into {target}: {Created(plan)} to create, {PutBack(plan)} to put back, {plan.Deleted} to delete ({new ByteSize(plan.Bytes)} to write)",
            $"Снимок {plan.Request.Id} в {target}: создать {Created(plan)}, вернуть {PutBack(plan)}, удалить {plan.Deleted} (записать {new ByteSize(plan.Bytes)})"));
        int shown = terminal.Settings.Verbose ? int.MaxValue : Listed;
        // A folder's time follows what happens in it: put back, but not worth a line.
        foreach (RestoreStep step in plan.Steps.Where(step => !IsFolderTouch(step) && !step.Path.IsRoot).Take(shown))
            terminal.Say(Text.Verbatim($"  {Mark(step.Action)} {step.Path}{(step.Kind == EntryKind.Folder ? "/" : "")}"));
        int more = Created(plan) + PutBack(plan) + plan.Deleted - shown;
        if (more > 0)
            terminal.Say(new Text($"  … and {more} more (--verbose lists all)", $"  … и ещё {more} (--verbose покажет все)"));
        ShowKept(plan, terminal);
        if (plan.ClosedFolders > 0)
        {
            terminal.Warn(new Text(
                $"{plan.ClosedFolders} of the folders can not be looked into now; they are opened first, and what is in them is put back too",
                $"заглянуть сейчас нельзя в {plan.ClosedFolders} из папок; сначала они открываются, и то, что в них, тоже возвращается"));
        }

        foreach (string program in plan.ChangedExecutables.Select(path => path.ToString()).Take(Listed))
            terminal.Say(new Text($"  ! {program} is a program", $"  ! {program} — программа"));
    }

    /// <summary>Where nothing is done that would say so.</summary>
    public static void ShowLost(RestorePlan plan, UserTerminal terminal)
    {
        WarningLines.Show(plan.Lost, terminal);
    }

    public static void ShowNothingToDo(RestorePlan plan, UserTerminal terminal)
    {
        ShowKept(plan, terminal);
        ShowLost(plan, terminal);
        WarningLines.Show(plan.LeftAlone, terminal);
        string target = Printable.Escape(plan.Target);
        terminal.Result(plan.Request.Paths.Count == 0
            ? new Text($"{target} is already as in {plan.Request.Id}.", $"{target} уже как в {plan.Request.Id}.")
            : new Text($"What you name in {target} is already as in {plan.Request.Id}.", $"Указанное вами в {target} уже как в {plan.Request.Id}."));
    }

    /// <param name="result">What was done.</param>
    /// <param name="place">How a command names the folder and its snapshots.</param>
    /// <param name="terminal">Where.</param>
    public static void ShowResult(RestoreResult result, StorePlace place, UserTerminal terminal)
    {
        WarningLines.Show(result.Warnings, terminal);
        terminal.Result(Done(result, place));
    }

    /// <summary>What was done, and how to go back.</summary>
    public static Text Done(RestoreResult result, StorePlace place)
    {
        string target = Printable.Escape(result.Plan.Target), id = result.Plan.Request.Id;
        var done = new Text(
            $"Restored {target} from {id}: {result.Done.Created} created, {result.Done.PutBack} put back, {result.Done.Deleted} deleted.",
            $"Папка {target} восстановлена из {id}: создано {result.Done.Created}, возвращено {result.Done.PutBack}, удалено {result.Done.Deleted}.");
        if (result.SafetySnapshot is not { } safety)
            return done;
        string back = place.Command("backup restore", safety.Id);
        return new Text($"{done.English}\nHow it was a moment ago is kept:  {back}", $"{done.Russian}\nКак было минуту назад, сохранено:  {back}");
    }

    /// <summary>The folder is restored; only the snapshot of how it was before is not complete yet.</summary>
    public static void ShowUnfinished(KitException error, UserTerminal terminal) => terminal.Warn(RestoreRecord.UnfinishedWords(error));

    private static void ShowKept(RestorePlan plan, UserTerminal terminal)
    {
        if (plan.Kept > 0)
        {
            terminal.Warn(new Text(
                $"the snapshot has no list of files (it is lost, or an earlier program took the snapshot), so it is not known what it was told to leave out; what it does not have is not deleted ({plan.Kept} to keep)",
                $"у снимка нет списка файлов (он пропал, или снимок сделан прежней программой), и неизвестно, что было велено не сохранять; то, чего в снимке нет, не удаляется (оставить {plan.Kept})"));
        }
    }

    private static bool IsFolderTouch(RestoreStep step) => step is { Action: RestoreAction.Metadata, Kind: EntryKind.Folder };

    /// <summary>The folder itself, which is the first step, is named in the heading.</summary>
    private static int Created(RestorePlan plan) => plan.Created - (plan.Steps.FirstOrDefault() is { Action: RestoreAction.Create, Path.IsRoot: true } ? 1 : 0);

    private static int PutBack(RestorePlan plan) => plan.Changed - plan.FoldersTouched;

    private static char Mark(RestoreAction action) => action switch
    {
        RestoreAction.Create => '+',
        RestoreAction.Delete => '-',
        _ => '~',
    };
}
