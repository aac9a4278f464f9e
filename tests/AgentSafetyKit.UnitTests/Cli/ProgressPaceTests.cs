using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class ProgressPaceTests
{
    private static readonly Text Copying = new("copying files", "копирую файлы");
    private TimeSpan _now;

    [Test]
    public void Speeds_follow_the_work_and_the_time_left_with_them()
    {
        _now = TimeSpan.Zero;
        var pace = new ProgressPace(() => _now);
        pace.Restart(Report(0));
        Assert.That((pace.Speed, pace.Left(Report(0))), Is.EqualTo((0d, (TimeSpan?)null)), "nobody knows yet");
        long done = 0;
        for (int second = 0; second < 5; second++)
            Pass(pace, done += 1000);
        Assert.That(pace.Speed, Is.EqualTo(1000).Within(1e-6));
        Assert.That(pace.FilesSpeed, Is.EqualTo(10).Within(1e-6));
        Assert.That(pace.Left(Report(done))!.Value.TotalSeconds, Is.EqualTo(95).Within(1e-3));
        Pass(pace, done += 100);
        Assert.That(pace.Speed, Is.InRange(600, 900), "one slow second does not turn it over");
        for (int second = 0; second < 30; second++)
            Pass(pace, done += 100);
        Assert.That(pace.Speed, Is.InRange(99, 102), "half a minute does");
        pace.Restart(Report(0));
        Assert.That(pace.Speed, Is.Zero);
    }

    [Test]
    public void The_line_shows_files_and_bytes_a_second_and_the_time_left()
    {
        _now = TimeSpan.Zero;
        using var writer = new StringWriter();
        using (var line = new ProgressLine(writer, new TerminalSettings { ErrorIsTerminal = true }, new Lock(), pace: new ProgressPace(() => _now)))
        {
            line.Report(Report(0));
            _now += TimeSpan.FromSeconds(1);
            line.Report(Report(100_000) with { Done = 99_000, Total = 99_000 });
        }

        Assert.That(writer.ToString(), Does.Contain("100%  1,000 files/s  97 KB/s  0:00"));
    }

    private static WorkProgress Report(long done) => new(Copying, done, 100_000, ProgressUnit.Bytes, done / 100);

    private void Pass(ProgressPace pace, long done)
    {
        _now += TimeSpan.FromSeconds(1);
        pace.Add(Report(done));
    }
}
