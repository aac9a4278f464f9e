using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class ProgressBoardTests
{
    private static readonly WorkProgress Building = new(new Text("building", "собираем"), 5, 10, ProgressUnit.Files);
    private static readonly WorkProgress Waiting = new(new Text("waiting", "ждём"), 0, 0);

    [Test]
    public void Off_a_terminal_each_new_step_is_a_line_with_its_title() =>
        Assert.That(Show(new TerminalSettings()), Is.EqualTo("one: building\ntwo: waiting\none: waiting\n"));

    [Test]
    public void On_a_terminal_each_has_its_line_and_all_are_taken_back()
    {
        string shown = Show(new TerminalSettings { ErrorIsTerminal = true, Columns = () => 28 });
        string[] frames = shown.Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(frames[0], Is.EqualTo("\e[Kone: building  ███░░░░  50%"));
        Assert.That(frames[1], Is.EqualTo("\e[Kone: building  ███░░░░  50%\n\e[Ktwo: waiting … 0s"));
        Assert.That(frames[2], Does.StartWith("\e[1A\e[Kone: waiting … "));
        Assert.That(frames[^1], Is.EqualTo("\e[1A\e[J"));
    }

    [Test]
    public void Quiet_is_quiet() => Assert.That(Show(new TerminalSettings { Quiet = true }), Is.Empty);

    private static string Show(TerminalSettings settings)
    {
        var writer = new StringWriter();
        using (var board = new ProgressBoard(writer, settings, new Lock()))
        {
            IProgress<WorkProgress> one = board.Line("one"), two = board.Line("two");
            one.Report(Building);
            two.Report(Waiting);
            one.Report(Building);
            one.Report(Waiting);
        }

        return writer.ToString();
    }
}
