using System.Text;
using AgentSafetyKit.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Snapshots;

public sealed class UnifiedDiffTests
{
    [Test]
    public void Applied_to_the_old_side_the_hunks_give_the_new_side()
    {
        Gen<string> line = Gen.Elements("a\n", "b\n", "c\n", "\n", "long line\n");
        Gen<string> text = Gen.Elements("", "end").SelectMany(end => line.ListOf(), (end, lines) => string.Concat(lines) + end);
        Prop.ForAll(text.Two().ToArbitrary(), pair =>
            Apply(pair.Item1, Hunks(pair.Item1, pair.Item2)) == pair.Item2 && Invert(Hunks(pair.Item1, pair.Item2), pair.Item2) == pair.Item1).QuickCheckThrowOnFailure();
    }

    [Test]
    public void A_hunk_says_what_diff_says()
    {
        string old = string.Concat(Enumerable.Range(1, 30).Select(n => $"{n}\n")), now = old.Replace("\n4\n", "\nfour\n", StringComparison.Ordinal).Replace("\n25\n", "\n", StringComparison.Ordinal) + "end";
        Assert.That(Shown(old, now), Is.EqualTo("@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n@@ -22,9 +22,9 @@\n 22\n 23\n 24\n-25\n 26\n 27\n 28\n 29\n 30\n+end\\\n"));
        Assert.That(Shown("", "x\n"), Is.EqualTo("@@ -0,0 +1,1 @@\n+x\n"));
        Assert.That(Shown("x", "x\n"), Is.EqualTo("@@ -1,1 +1,1 @@\n-x\\\n+x\n"), "the missing line feed is a difference");
        Assert.That(Shown("same\n", "same\n"), Is.Empty);
    }

    [Test]
    public void The_smallest_number_of_edits_is_found_and_a_flood_of_them_takes_no_time()
    {
        Assert.That(Edits("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n"), Is.EqualTo(5), "the example of the paper");
        string Lines(string prefix) => string.Concat(Enumerable.Range(0, 50_000).Select(n => $"{prefix}{n}\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(Edits("head\n" + Lines("a"), "head\n" + Lines("b")), Is.EqualTo(100_000));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private static int Edits(string old, string now) => Hunks(old, now).Sum(hunk => hunk.Lines.Count(line => line.Mark != ' '));

    private static IReadOnlyList<DiffHunk> Hunks(string old, string now) => UnifiedDiff.Of(Encoding.UTF8.GetBytes(old), Encoding.UTF8.GetBytes(now));

    private static string Shown(string old, string now) => string.Concat(Hunks(old, now).Select(hunk =>
        $"@@ -{hunk.OldStart},{hunk.OldCount} +{hunk.NewStart},{hunk.NewCount} @@\n" + string.Concat(hunk.Lines.Select(line => $"{line.Mark}{Encoding.UTF8.GetString(line.Content.Span)}{(line.HasLineFeed ? "" : "\\")}\n"))));

    private static string Apply(string old, IReadOnlyList<DiffHunk> hunks)
    {
        string[] lines = old.Length == 0 ? [] : old.Split('\n');
        var result = new StringBuilder();
        int at = 0;
        foreach (DiffHunk hunk in hunks)
        {
            int start = hunk.OldCount > 0 ? hunk.OldStart - 1 : hunk.OldStart;
            for (; at < start; at++)
                result.Append(lines[at]).Append('\n');
            foreach (DiffLine line in hunk.Lines.Where(line => line.Mark != '-'))
                result.Append(Encoding.UTF8.GetString(line.Content.Span)).Append(line.HasLineFeed ? "\n" : "");
            at += hunk.OldCount;
        }

        // What follows the last hunk, with its end as it is.
        return result + (at < lines.Length ? string.Join('\n', lines[at..]) : "");
    }

    private static string Invert(IReadOnlyList<DiffHunk> hunks, string now) => Apply(now, [.. hunks.Select(hunk => new DiffHunk(
        hunk.NewStart, hunk.NewCount, hunk.OldStart, hunk.OldCount, [.. hunk.Lines.Select(line => line with { Mark = line.Mark == '+' ? '-' : line.Mark == '-' ? '+' : ' ' })]))]);
}
