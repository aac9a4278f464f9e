using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class ProgressLineTests
{
    private static readonly Text Copying = new("copying files", "копирую файлы");

    [Test]
    public void Off_a_terminal_each_new_step_is_one_line()
    {
        string shown = Show(new TerminalSettings(), new(Copying, 1, 10), new(Copying, 5, 10), new(new Text("done", "готово")));
        Assert.That(shown, Is.EqualTo("copying files\ndone\n"));
    }

    [Test]
    public void On_a_terminal_the_line_is_taken_back_at_the_end_and_never_wraps()
    {
        string shown = Show(new TerminalSettings { ErrorIsTerminal = true, Columns = () => 20 }, new WorkProgress(Copying, 5, 10, ProgressUnit.Files));
        Assert.That(shown, Does.StartWith("\r\e[K").And.EndWith("\r\e[K").And.Not.Contain('\n'));
        Assert.That(shown.Split("\r\e[K").Max(line => line.Length), Is.LessThan(20));
    }

    [Test]
    public void A_share_is_shown_as_a_bar()
    {
        string shown = Show(new TerminalSettings { ErrorIsTerminal = true, Language = Language.Russian }, new WorkProgress(Copying, 50, 100, ProgressUnit.Files));
        Assert.That(shown, Does.Contain("копирую файлы  ████████████░░░░░░░░░░░░  50%"));
    }

    [Test]
    public void Where_it_is_asked_for_each_second_is_a_line_too()
    {
        var writer = new StringWriter();
        using var line = new ProgressLine(writer, new TerminalSettings(), new Lock(), eachSecond: true);
        line.Report(new WorkProgress(Copying, 1, 10_000, ProgressUnit.Bytes, 0, 100));
        Thread.Sleep(500);
        line.Report(new WorkProgress(Copying, 5_000, 10_000, ProgressUnit.Bytes, 50, 100));
        Thread.Sleep(1000);
        Assert.That(writer.ToString(), Does.Match(@"^copying files\ncopying files: 50%, 50 of 100 files, [\d.]+ files/s, [\d.]+ KB/s, 0:0\d left\n$"), "also when nothing was reported just then");
    }

    [Test]
    public void The_bar_gives_way_so_that_the_time_left_is_never_cut_off()
    {
        TimeSpan now = TimeSpan.Zero;
        var writer = new StringWriter();
        var linking = new Text("linking unchanged files", "связывание прежних файлов");
        var settings = new TerminalSettings { ErrorIsTerminal = true, Columns = () => 72, Language = Language.Russian };
        using (var line = new ProgressLine(writer, settings, new Lock(), pace: new ProgressPace(() => now)))
        {
            line.Report(new WorkProgress(linking, 0, 100_000, ProgressUnit.Files));
            now = TimeSpan.FromSeconds(1);
            line.Report(new WorkProgress(linking, 100_000, 100_000, ProgressUnit.Files));
        }

        Assert.That(writer.ToString(), Does.Match(@"связывание прежних файлов  █{6,23} 100%  100 000 файлов/с  0:00\r"));
        Assert.That(writer.ToString().Split("\r\e[K").Max(shown => shown.Length), Is.LessThan(72));
    }

    private static string Show(TerminalSettings settings, params WorkProgress[] reports)
    {
        var writer = new StringWriter();
        using (var line = new ProgressLine(writer, settings, new Lock()))
        {
            foreach (WorkProgress report in reports)
                line.Report(report);
        }

        return writer.ToString();
    }
}
