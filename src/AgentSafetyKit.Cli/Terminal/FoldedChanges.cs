using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>The changes of a run, where a folder that came or went takes one line with the number of files in it.</summary>
internal static class FoldedChanges
{
    public static List<Text> Lines(IEnumerable<ReviewItem> changes)
    {
        List<ReviewItem> items = [.. changes];
        // What is below a folder must follow it at once, which the order of the bytes does not give: a-b comes between a and a/b there.
        items.Sort((left, right) => CompareByParts(left.Path, right.Path));
        var lines = new List<Text>();
        for (int i = 0; i < items.Count;)
        {
            ReviewItem item = items[i++];
            if (!item.IsFolder || item.Change == ReviewChange.Changed)
            {
                lines.Add(Line(item));
                continue;
            }

            string below = item.Path + "/";
            var others = new List<Text>();
            int files = 0;
            for (; i < items.Count && items[i].Path.StartsWith(below, StringComparison.Ordinal); i++)
            {
                if (items[i].Change != item.Change)
                    others.Add(Line(items[i]));
                else if (!items[i].IsFolder)
                    files++;
            }

            Text count = Counted.Files(files);
            lines.Add(new Text($"  {ReviewPrinter.Mark(item)} {item.Path}/ ({count.English})", $"  {ReviewPrinter.Mark(item)} {item.Path}/ ({count.Russian})"));
            lines.AddRange(others);
        }

        return lines;
    }

    private static Text Line(ReviewItem item) => Text.Verbatim($"  {ReviewPrinter.Mark(item)} {item.Path}{(item.LinkTarget is null ? "" : $" -> {item.LinkTarget}")}");

    private static int CompareByParts(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length - right.Length;
        char one = left[same], other = right[same];
        return one == '/' ? -1 : other == '/' ? 1 : one - other;
    }
}
