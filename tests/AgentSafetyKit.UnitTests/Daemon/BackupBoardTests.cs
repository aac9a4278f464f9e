using AgentSafetyKit.Daemon.Services;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class BackupBoardTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_check_that_was_missed_while_nobody_was_there_is_known_of_and_one_that_was_not_is_none()
    {
        BackupBoard board = Board();
        Assert.That(board.Begin("/p", "/b", Interval, Noon).Missed, Is.False, "nothing is known of it");
        board.Add("/p", "/b", new BackupEvent(BackupEventKind.Waiting, Noon + Interval, "/p"));
        Assert.That(Board().Begin("/p", "/b", Interval, Noon + 1.9 * Interval).Missed, Is.False);
        Assert.That(Board().Begin("/p", "/b", Interval, Noon + 2 * Interval).Missed, Is.True);
        Assert.That(Board().Begin("/p", "/b", Interval, Noon).Missed, Is.True, "the clock was put back: who knows for how long");
        Assert.That(Board().Begin("/p", "/other", Interval, Noon + 9 * Interval).Missed, Is.False, "snapshots somewhere else are others");
    }

    [Test]
    public void One_that_begins_with_the_first_interval_counts_over_restarts()
    {
        Board().Begin("/p", "/b", Interval, Noon);
        Assert.That(Board().Begin("/p", "/b", Interval, Noon + Interval / 2).Missed, Is.False);
        Assert.That(Board().Begin("/p", "/b", Interval, Noon + Interval).Missed, Is.True);
    }

    [Test]
    public void A_failure_is_remembered_until_it_works_again()
    {
        BackupBoard board = Board();
        board.Begin("/p", "/b", Interval, Noon);
        var failure = new KitException(ErrorCode.NoSpace, Text.Verbatim("no snapshot"), Text.Verbatim("the disk is full"), Text.None);
        board.Add("/p", "/b", new BackupEvent(BackupEventKind.Failed, Noon, "/p") { Failure = failure });
        Assert.That((board.All[0].Health.ProblemCode, board.All[0].Health.ProblemEnglish), Is.EqualTo(("NoSpace", "no snapshot: the disk is full")));
        Assert.That(Board().All[0].Health.ProblemCode, Is.EqualTo("NoSpace"), "also by the next daemon");
        board.Add("/p", "/b", new BackupEvent(BackupEventKind.Unchanged, Noon + Interval, "/p"));
        Assert.That((board.All[0].Health.ProblemCode, board.All[0].Health.LastSuccess), Is.EqualTo(((string?)null, Noon + Interval)));
    }

    [Test]
    public void Folders_that_nobody_wants_any_more_are_forgotten()
    {
        BackupBoard board = Board();
        board.Keep([("/q", "/c")]);
        board.Add("/p", "/b", new BackupEvent(BackupEventKind.Waiting, Noon, "/p"));
        Assert.That(board.All.Select(backup => backup.Health.Source), Is.EqualTo(new[] { "/q" }));
    }

    private BackupBoard Board()
    {
        var board = new BackupBoard(new BackupHealthStore(KitPaths.From(name => name == "AGSEKIT_HOME" ? _folder.FullPath : null, 0)));
        board.Keep([("/p", "/b")]);
        return board;
    }
}
