using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// The dangerous changes of a run, in an order an agent can not misuse: the gravest first, and among them those next to the top, so that no flood of lesser ones hides a hook. Many of one name take one
/// line, and what is left out is counted by kind.
/// </summary>
internal static class DangerList
{
    private const int OfOneName = 3;
    private static readonly Text LeadsOut = new("links that leave the folder", "ссылки наружу");

    /// <param name="items">Those with a warning.</param>
    /// <param name="shown">How many lines the gravest get, and as many again all the others.</param>
    /// <param name="run">As for <see cref="ReviewPrinter.Show"/>.</param>
    public static IEnumerable<Text> Lines(IEnumerable<ReviewItem> items, int shown, string run)
    {
        foreach (IGrouping<bool, ReviewItem> part in items.OrderByDescending(item => item.Severity).ThenBy(Depth).ThenBy(item => item.Path, StringComparer.Ordinal).GroupBy(item => item.Severity == ReviewSeverity.AtOnce))
        {
            foreach (Text line in shown == int.MaxValue ? part.Select(Line) : Short([.. part], shown, run))
                yield return line;
        }
    }

    private static IEnumerable<Text> Short(List<ReviewItem> items, int shown, string run)
    {
        var lines = new List<(Text Line, Text Kind, int Items)>();
        // Groups come in the order of their first items, which is that of the list.
        foreach (IGrouping<(string Name, Text Kind), ReviewItem> group in items.GroupBy(item => (Name(item), Kind(item))))
        {
            int count = group.Count(), alone = count > OfOneName + 1 ? OfOneName : count;
            lines.AddRange(group.Take(alone).Select(item => (Line(item), group.Key.Kind, 1)));
            if (count > alone)
            {
                Text more = new($"  ! {count - alone} × {group.Key.Name}   {group.Key.Kind.English}", $"  ! {count - alone} × {group.Key.Name}   {group.Key.Kind.Russian}");
                lines.Add((more, group.Key.Kind, count - alone));
            }
        }

        foreach ((Text line, _, _) in lines.Take(shown))
            yield return line;
        foreach (IGrouping<Text, (Text Line, Text Kind, int Items)> rest in lines.Skip(shown).GroupBy(line => line.Kind))
        {
            int count = rest.Sum(line => line.Items);
            yield return new Text($"  ! … and {count} more: {rest.Key.English} (agsekit review{run} --verbose)", $"  ! … и ещё {count}: {rest.Key.Russian} (agsekit review{run} --verbose)");
        }
    }

    private static Text Line(ReviewItem item) => new(
        $"  ! {ReviewPrinter.Mark(item)} {item.Path}   {item.Warning.English}", $"  ! {ReviewPrinter.Mark(item)} {item.Path}   {item.Warning.Russian}");

    private static Text Kind(ReviewItem item) => item.LinkTarget is { } target && OutwardLink.Leaves(item.Path, target) ? LeadsOut : item.Warning;

    private static string Name(ReviewItem item) => item.Path[(item.Path.LastIndexOf('/') + 1)..];

    private static int Depth(ReviewItem item) => item.Path.Count(letter => letter == '/');
}
