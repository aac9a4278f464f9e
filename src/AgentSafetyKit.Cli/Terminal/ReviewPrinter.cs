using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows what a run did to its folder: the dangerous first, then the rest, whole folders in one line. Takes time in proportion to the number of changes.</summary>
internal static class ReviewPrinter
{
    private const int Listed = 20;

    /// <param name="review">What to show.</param>
    /// <param name="terminal">Where.</param>
    /// <param name="isResult">True: it was asked for, and is the result. False: it is talk at the end of something else, of which <c>--quiet</c> leaves the dangerous part.</param>
    /// <param name="run">What names this run behind <c>undo</c> and <c>review</c>, with a blank before it; empty where they mean it anyway.</param>
    public static void Show(ReviewReport review, UserTerminal terminal, bool isResult, string run = "")
    {
        Action<Text> say = isResult ? line => terminal.Result(line) : terminal.Say, always = isResult ? line => terminal.Result(line) : terminal.Always;
        bool all = terminal.Settings.Verbose;
        int added = review.Count(ReviewChange.Added), changed = review.Count(ReviewChange.Changed), deleted = review.Count(ReviewChange.Deleted);
        string folder = Printable.Escape(review.Run.Folder);
        foreach (string refused in review.Refused.Take(all ? int.MaxValue : Listed))
            always(new Text($"It was not let to change: {refused}", $"Не дано изменить: {refused}"));
        if (review.Items.IsEmpty)
        {
            say(new Text($"Nothing changed in {folder}.", $"В {folder} ничего не изменилось."));
            return;
        }

        say(new Text(
            $"Changes in {folder}: {added} added, {changed} changed, {deleted} deleted.", $"Изменения в {folder}: добавлено {added}, изменено {changed}, удалено {deleted}."));
        List<Text> dangerous = [.. DangerList.Lines(review.NeedsALook, all ? int.MaxValue : Listed, run)];
        if (dangerous.Count > 0)
        {
            always(new Text("Look at these before you use the folder, your own machine would obey them:", "Посмотрите на это, прежде чем пользоваться папкой: ваш компьютер этому подчинится:"));
            dangerous.ForEach(always);
        }

        List<Text> lines = FoldedChanges.Lines(review.Items);
        int shown = all ? lines.Count : Math.Min(lines.Count, Listed);
        lines[..shown].ForEach(say);
        if (lines.Count > shown)
            say(new Text($"  … and {lines.Count - shown} more (agsekit review{run} --verbose)", $"  … и ещё {lines.Count - shown} (agsekit review{run} --verbose)"));
        terminal.Say(new Text($"Undo all of it:  agsekit undo{run}", $"Отменить всё:  agsekit undo{run}"));
    }

    internal static char Mark(ReviewItem item) => item.Change switch
    {
        ReviewChange.Added => '+',
        ReviewChange.Deleted => '-',
        _ => '~',
    };
}
