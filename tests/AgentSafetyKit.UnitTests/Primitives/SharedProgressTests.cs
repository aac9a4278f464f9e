using System.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class SharedProgressTests
{
    private static readonly Text Doing = new("copying files", "копирование файлов");
    private Collected _seen = new();

    /// <summary>One object runs all tests of its class.</summary>
    [SetUp]
    public void SeeAnew() => _seen = new Collected();

    [Test]
    public void Small_files_are_reported_though_they_have_hardly_any_bytes()
    {
        var progress = new SharedProgress(_seen, Doing, ProgressUnit.Bytes, 10_000, 1000);
        ProgressPart part = progress.Part();
        long begin = Stopwatch.GetTimestamp();
        for (int file = 0; file < 500; file++)
        {
            part.Add(10, 1);
            Thread.Sleep(file % 5 == 0 ? 1 : 0);
        }

        int most = (int)(Stopwatch.GetElapsedTime(begin) / TimeSpan.FromMilliseconds(50)) + 1;
        Assert.That(_seen.Values, Has.Count.InRange(1, most), "at most each 50 ms");
        WorkProgress last = _seen.Values[^1];
        Assert.That((double)last.Effort / last.TotalEffort, Is.EqualTo(last.Files / 1000.0).Within(1e-9));
        Assert.That(last.Files, Is.InRange(100, 500));
    }

    [Test]
    public void Several_threads_add_up_to_numbers_that_only_grow_and_never_pass_the_total()
    {
        var progress = new SharedProgress(_seen, Doing, ProgressUnit.Bytes, 60L << 20, 100);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            ProgressPart part = progress.Part();
            for (int file = 0; file < 40; file++)
                part.Add(1 << 20, 1);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        progress.End();
        Assert.That(_seen.Values.Select(value => value.Done), Is.Ordered);
        Assert.That(_seen.Values.Select(value => value.Files), Is.Ordered);
        Assert.That(_seen.Values, Has.Count.GreaterThan(5), "each few megabytes are told at once");
        Assert.That(_seen.Values[^1], Is.EqualTo(new WorkProgress(Doing, 60L << 20, 60L << 20, ProgressUnit.Bytes, 100, 100)));
    }

    [Test]
    public void Empty_files_are_work_too()
    {
        var half = new WorkProgress(Doing, 0, 0, ProgressUnit.Bytes, 50, 100);
        Assert.That((double)half.Effort / half.TotalEffort, Is.EqualTo(0.5));
        Assert.That(new WorkProgress(Doing, 5, 0, ProgressUnit.Files).TotalEffort, Is.Zero, "of that nobody knows the end");
    }

    private sealed class Collected : IProgress<WorkProgress>
    {
        public List<WorkProgress> Values { get; } = [];

        public void Report(WorkProgress value) => Values.Add(value);
    }
}
