namespace AgentSafetyKit.Snapshots;

/// <summary>Turns two texts into the hunks of a unified diff.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <param name="old">All of the old side.</param>
    /// <param name="now">All of the new side.</param>
    public static IReadOnlyList<DiffHunk> Of(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> now)
    {
        List<ReadOnlyMemory<byte>> before = Lines(old), after = Lines(now);
        (bool[] deleted, bool[] added) = LineDiff.Of(before, after);
        var hunks = new List<DiffHunk>();
        var lines = new List<DiffLine>();
        int oldStart = 0, newStart = 0, quiet = 0;
        for (int x = 0, y = 0; x < before.Count || y < after.Count;)
        {
            bool changed = (x < before.Count && deleted[x]) || (y < after.Count && added[y]);
            if (!changed)
            {
                if (lines.Count > 0)
                {
                    lines.Add(Line(' ', before[x]));
                    if (++quiet == 2 * Context)
                        Close(hunks, lines, oldStart, newStart, Context);
                }

                (x, y) = (x + 1, y + 1);
                continue;
            }

            if (lines.Count == 0)
            {
                int lead = Math.Min(Context, Math.Min(x, y));
                (oldStart, newStart) = (x - lead, y - lead);
                for (int i = lead; i > 0; i--)
                    lines.Add(Line(' ', before[x - i]));
            }

            quiet = 0;
            while (x < before.Count && deleted[x])
                lines.Add(Line('-', before[x++]));
            while (y < after.Count && added[y])
                lines.Add(Line('+', after[y++]));
        }

        if (lines.Count > 0)
            Close(hunks, lines, oldStart, newStart, Math.Max(0, quiet - Context));
        return hunks;
    }

    private static void Close(List<DiffHunk> hunks, List<DiffLine> lines, int oldStart, int newStart, int tooMany)
    {
        lines.RemoveRange(lines.Count - tooMany, tooMany);
        int oldCount = lines.Count(line => line.Mark != '+'), newCount = lines.Count(line => line.Mark != '-');
        hunks.Add(new DiffHunk(oldStart + (oldCount > 0 ? 1 : 0), oldCount, newStart + (newCount > 0 ? 1 : 0), newCount, [.. lines]));
        lines.Clear();
    }

    private static DiffLine Line(char mark, ReadOnlyMemory<byte> line)
    {
        bool ends = line.Span.EndsWith("\n"u8);
        return new DiffLine(mark, ends ? line[..^1] : line, ends);
    }

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> content)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (!content.IsEmpty)
        {
            int end = content.Span.IndexOf((byte)'\n');
            int length = end < 0 ? content.Length : end + 1;
            lines.Add(content[..length]);
            content = content[length..];
        }

        return lines;
    }
}
