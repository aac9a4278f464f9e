using AgentSafetyKit.Cli.Output;
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
        List<RestoreStep> steps = [.. plan.Steps.Where(step => !IsFolderTouch(step) && !step.Path.IsRoot)];
        foreach (RestoreStep step in steps.Take(shown))
            terminal.Say(Text.Verbatim($"  {Mark(step.Action)} {step.Path}{(step.Kind == EntryKind.Folder ? "/" : "")}"));
        int more = steps.Count - shown;
        if (more > 0)
            terminal.Say(new Text($"  … and {more} more (--verbose lists all)", $"  … и ещё {more} (--verbose покажет все)"));
        foreach (string program in plan.ChangedExecutables.Select(path => path.ToString()).Take(Listed))
            terminal.Say(new Text($"  ! {program} is a program", $"  ! {program} — программа"));
    }

    /// <param name="result">What was done.</param>
    /// <param name="place">How a command names the folder and its snapshots.</param>
    /// <param name="terminal">Where.</param>
    public static void ShowResult(RestoreResult result, StorePlace place, UserTerminal terminal)
    {
        foreach (SnapshotWarning warning in result.Warnings)
            terminal.Warn(warning.Describe());
        RestorePlan plan = result.Plan;
        string target = Printable.Escape(plan.Target);
        terminal.Result(new Text(
            $"Restored {target} from {plan.Request.Id}: {Created(plan)} created, {PutBack(plan)} put back, {plan.Deleted} deleted.",
            $"Папка {target} восстановлена из {plan.Request.Id}: создано {Created(plan)}, возвращено {PutBack(plan)}, удалено {plan.Deleted}."));
        if (result.SafetySnapshot is { } safety)
        {
            string back = place.Command("backup restore", safety.Id);
            terminal.Result(new Text($"How it was a moment ago is kept:  {back}", $"Как было минуту назад, сохранено:  {back}"));
        }
    }

    public static RestoreRecord Record(RestorePlan plan, RestoreResult? result, Language language) => new(
        result is not null,
        plan.Request.Id,
        plan.Target,
        plan.Created,
        plan.Changed,
        plan.Deleted,
        plan.Bytes,
        result?.SafetySnapshot?.Id,
        [.. plan.Steps.Select(step => RestoreStepRecord.Of(step))],
        [.. (result?.Warnings ?? []).Select(warning => warning.Describe().In(language))]);

    private static bool IsFolderTouch(RestoreStep step) => step is { Action: RestoreAction.Metadata, Kind: EntryKind.Folder };

    /// <summary>The folder itself is named in the heading.</summary>
    private static int Created(RestorePlan plan) => plan.Created - plan.Steps.Count(step => step is { Action: RestoreAction.Create, Path.IsRoot: true });

    private static int PutBack(RestorePlan plan) => plan.Changed - plan.Steps.Count(IsFolderTouch);

    private static char Mark(RestoreAction action) => action switch
    {
        RestoreAction.Create => '+',
        RestoreAction.Delete => '-',
        _ => '~',
    };
}
