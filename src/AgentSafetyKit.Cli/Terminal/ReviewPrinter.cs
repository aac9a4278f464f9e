using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows what a run did to its folder: the dangerous first, then the rest, whole folders in one line.</summary>
internal static class ReviewPrinter
{
    private const int Listed = 20;

    public static void Show(ReviewReport review, UserTerminal terminal)
    {
        int added = review.Count(ReviewChange.Added), changed = review.Count(ReviewChange.Changed), deleted = review.Count(ReviewChange.Deleted);
        string folder = Printable.Escape(review.Run.Folder);
        if (review.Items.IsEmpty)
        {
            terminal.Say(new Text($"Nothing changed in {folder}.", $"В {folder} ничего не изменилось."));
            return;
        }

        terminal.Say(new Text(
            $"Changes in {folder}: {added} added, {changed} changed, {deleted} deleted.", $"Изменения в {folder}: добавлено {added}, изменено {changed}, удалено {deleted}."));
        List<ReviewItem> dangerous = [.. review.NeedsALook];
        if (dangerous.Count > 0)
        {
            terminal.Always(new Text("Look at these before you use the folder, your own machine would obey them:", "Посмотрите на это, прежде чем пользоваться папкой: ваш компьютер этому подчинится:"));
            List(dangerous, terminal, item => new Text($"  ! {Mark(item)} {item.Path}   {item.Warning.English}", $"  ! {Mark(item)} {item.Path}   {item.Warning.Russian}"));
        }

        List(Collapse(review), terminal, line => line);
        terminal.Say(new Text("Undo all of it:  agsekit undo", "Отменить всё:  agsekit undo"));
    }

    private static void List<T>(IReadOnlyList<T> items, UserTerminal terminal, Func<T, Text> line)
    {
        int shown = terminal.Settings.Verbose ? int.MaxValue : Listed;
        foreach (T item in items.Take(shown))
            terminal.Say(line(item));
        if (items.Count > shown)
            terminal.Say(new Text($"  … and {items.Count - shown} more (agsekit review --verbose)", $"  … и ещё {items.Count - shown} (agsekit review --verbose)"));
    }

    /// <summary>A folder that came or went takes one line with the number of files in it.</summary>
    private static List<Text> Collapse(ReviewReport review)
    {
        var lines = new List<Text>();
        ReviewItem? whole = null;
        foreach (ReviewItem item in review.Items)
        {
            if (whole is not null && item.Change == whole.Change && item.Path.StartsWith(whole.Path + "/", StringComparison.Ordinal))
                continue;
            whole = item.IsFolder && item.Change != ReviewChange.Changed ? item : null;
            if (whole is null)
            {
                lines.Add(Text.Verbatim($"  {Mark(item)} {item.Path}{(item.LinkTarget is null ? "" : $" -> {item.LinkTarget}")}"));
                continue;
            }

            int files = review.Items.Count(inner => !inner.IsFolder && inner.Change == item.Change && inner.Path.StartsWith(item.Path + "/", StringComparison.Ordinal));
            Text count = Counted.Files(files);
            lines.Add(new Text($"  {Mark(item)} {item.Path}/ ({count.English})", $"  {Mark(item)} {item.Path}/ ({count.Russian})"));
        }

        return lines;
    }

    private static char Mark(ReviewItem item) => item.Change switch
    {
        ReviewChange.Added => '+',
        ReviewChange.Deleted => '-',
        _ => '~',
    };
}
