using System.Diagnostics;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class ReviewPrinterTests
{
    private static readonly RunRecord Run = new() { Id = "20260101-120000-1a2b", Agent = "a", Machine = "m", Folder = "/project", StartedAt = DateTimeOffset.UnixEpoch };

    [Test]
    public void A_flood_of_makefiles_hides_no_hook_and_takes_one_line()
    {
        string[] lines = Shown([.. Enumerable.Range(0, 40).Select(n => Host($"a{n:00}/Makefile")), Host(".git/hooks/pre-commit"), Host(".vscode/tasks.json"), Link("b/out", "/etc")]).Error;
        Assert.That(lines[2..8], Is.EqualTo((string[])[
            "  ! + b/out   a link that leaves the folder: /etc",
            "  ! + .git/hooks/pre-commit   git runs it",
            "  ! + .vscode/tasks.json   the editor obeys it",
            "  ! + a00/Makefile   make runs it",
            "  ! + a01/Makefile   make runs it",
            "  ! + a02/Makefile   make runs it"]));
        Assert.That(lines[8], Is.EqualTo("  ! 37 × Makefile   make runs it"));
    }

    [Test]
    public void What_is_left_out_is_counted_by_kind_also_of_the_gravest()
    {
        ReviewItem[] items =
        [
            .. Enumerable.Range(0, 30).Select(n => Link($"link{n:00}", $"/etc/{n}")), .. Enumerable.Range(0, 9).Select(n => Host($"deep/down/.git/hooks/h{n}")),
            .. Enumerable.Range(0, 25).Select(n => Host($".vscode/v{n:00}")), Host("package.json"),
        ];
        string[] dangers = [.. Shown(items).Error.Where(line => line.StartsWith("  !", StringComparison.Ordinal))];
        Assert.That(dangers, Has.Length.EqualTo(20 + 2 + 20 + 2));
        Assert.That(dangers.Where(line => line.Contains('…')), Is.EqualTo((string[])[
            "  ! … and 10 more: links that leave the folder (agsekit review --verbose)",
            "  ! … and 9 more: git runs it (agsekit review --verbose)",
            "  ! … and 5 more: the editor obeys it (agsekit review --verbose)",
            "  ! … and 1 more: npm runs its scripts (agsekit review --verbose)"]));
        Assert.That(Shown(items, new TerminalSettings { Verbose = true }).Error.Count(line => line.StartsWith("  ! +", StringComparison.Ordinal)), Is.EqualTo(items.Length));
    }

    [Test]
    public void Asked_for_it_is_the_result_and_quiet_takes_nothing_of_it()
    {
        ReviewItem[] items = [Host("Makefile"), Plain("code")];
        (string[] output, string[] error) = Shown(items, new TerminalSettings { Quiet = true }, isResult: true);
        Assert.That(output, Is.EqualTo((string[])[
            "Changes in /project: 2 added, 0 changed, 0 deleted.", "Look at these before you use the folder, your own machine would obey them:", "  ! + Makefile   make runs it", "  + Makefile", "  + code"]));
        Assert.That(error, Is.Empty);
        (output, error) = Shown(items, new TerminalSettings { Quiet = true });
        Assert.That(output, Is.Empty, "at the end of a run it is talk");
        Assert.That(error, Is.EqualTo((string[])["Look at these before you use the folder, your own machine would obey them:", "  ! + Makefile   make runs it"]));
        Assert.That(Shown([], new TerminalSettings { Quiet = true }, isResult: true).Output, Is.EqualTo((string[])["Nothing changed in /project."]));
    }

    [Test]
    public void The_way_back_from_an_older_run_names_that_run()
    {
        using var error = new StringWriter();
        using var terminal = new UserTerminal(new TerminalStreams(TextReader.Null, TextWriter.Null, error), new TerminalSettings());
        ReviewPrinter.Show(new ReviewReport(Run, [.. Enumerable.Range(0, 30).Select(n => Plain($"file{n}"))]), terminal, isResult: false, " 20260101-120000-1a2b");
        Assert.That(error.ToString(), Does.Contain("agsekit undo 20260101-120000-1a2b\n").And.Contain("(agsekit review 20260101-120000-1a2b --verbose)"));
    }

    [Test]
    public void A_new_folder_is_one_line_though_another_name_sorts_into_it()
    {
        string[] lines = Shown([Folder("a"), Plain("a-b"), Plain("a/x"), Folder("a/sub"), Plain("a/sub/y"), Folder("a.d"), Plain("a.d/z")], isResult: true).Output;
        Assert.That(lines[1..], Is.EqualTo((string[])["  + a/ (2 files)", "  + a-b", "  + a.d/ (1 file)"]));
    }

    [Test]
    public void Many_folders_take_no_longer_each()
    {
        ReviewItem[] items = [.. Enumerable.Range(0, 50_000).SelectMany(n => (ReviewItem[])[Folder($"d{n}"), Host($"d{n}/Makefile"), Plain($"d{n}/file")])];
        var watch = Stopwatch.StartNew();
        string[] lines = Shown(items, isResult: true).Output;
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(lines, Does.Contain("  ! 49997 × Makefile   make runs it").And.Contain("  … and 49980 more (agsekit review --verbose)"));
    }

    private static (string[] Output, string[] Error) Shown(ReviewItem[] items, TerminalSettings? settings = null, bool isResult = false)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var terminal = new UserTerminal(new TerminalStreams(TextReader.Null, output, error), settings ?? new TerminalSettings());
        ReviewPrinter.Show(new ReviewReport(Run, [.. items]), terminal, isResult);
        return (Lines(output), Lines(error));
    }

    private static string[] Lines(StringWriter text) => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static ReviewItem Plain(string path) => new(path, ReviewChange.Added, false, null, ReviewSeverity.None, Text.None);

    private static ReviewItem Folder(string path) => new(path, ReviewChange.Added, true, null, ReviewSeverity.None, Text.None);

    private static ReviewItem Host(string path)
    {
        HostDanger danger = HostExecutedFiles.Find(path, false)!.Value;
        return new ReviewItem(path, ReviewChange.Added, false, null, danger.Severity, danger.Why);
    }

    private static ReviewItem Link(string path, string target) => new(
        path, ReviewChange.Added, false, target, ReviewSeverity.AtOnce, new Text($"a link that leaves the folder: {target}", $"ссылка наружу: {target}"));
}
