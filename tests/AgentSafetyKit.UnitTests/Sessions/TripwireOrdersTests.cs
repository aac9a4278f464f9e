using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

/// <summary>Answers for a stopped agent, up to where something would be ended or restored.</summary>
public sealed class TripwireOrdersTests
{
    private static readonly DateTimeOffset First = new(2026, 5, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private static readonly TrippedMount Tripped = new() { Id = "0123456789abcdef", Source = "/p", Machine = "m", At = First, Lost = 200, BackupFolder = "/b", GoodSnapshot = "20260501-115900", IsSaved = true };

    private string _home = "";
    private TripwireStore _store = null!;
    private RunStore _runs = null!;
    private TripwireOrders _orders = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        KitPaths paths = KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0);
        (_store, _runs) = (new TripwireStore(paths), new RunStore(paths, TimeProvider.System));
        // What is asked here ends and restores nothing.
        _orders = new TripwireOrders(_store, _runs, null!, null!, TimeProvider.System);
        _store.Save(Tripped);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public void What_was_to_be_undone_and_could_not_be_can_be_answered_again()
    {
        _store.Answer(Tripped, TripwireAnswer.Undo);
        Assert.That((_orders.All().Single().Id, _orders.Require(Tripped.Id).At, _orders.IsBeingUndone(Tripped)), Is.EqualTo((Tripped.Id, First, true)));
        _orders.Continue(Tripped);
        Assert.That(_orders.All(), Is.Empty);
        Assert.That(Assert.Throws<KitException>(() => _orders.Require(Tripped.Id))!.Code, Is.EqualTo(ErrorCode.UnknownName));
    }

    [TestCase("/p", "other", true, TestName = "the same folder in another VM")]
    [TestCase("/p/sub", "m", true, TestName = "a folder within")]
    [TestCase("/", "m", true, TestName = "a folder above")]
    [TestCase("/p", "m", false, TestName = "a second run of the same mount is held and ended with the first")]
    [TestCase("/pp", "other", false, TestName = "a folder that only looks alike")]
    public void Who_works_in_the_same_files_and_is_not_held_is_named_before_anything_is_done(string folder, string machine, bool isInTheWay)
    {
        Save("r1", "/p", "m");
        Save("r2", folder, machine);
        KitException? why = _orders.WhyNotUndo(Tripped);
        Assert.That(why is not null, Is.EqualTo(isInTheWay));
        Assert.That(_orders.Working(Tripped).Select(run => run.Id), Is.EquivalentTo(folder == "/p" && machine == "m" ? new[] { "r1", "r2" } : ["r1"]));
        if (why is null)
            return;
        Assert.That((why.Code, why.Cause.English.Contains("run r2", StringComparison.Ordinal), why.Fix.English), Is.EqualTo((ErrorCode.Busy, true, $"end it with 'kill {Environment.ProcessId}', then answer again")));
        _runs.Save(_runs.Find("r2")! with { IsDetached = true });
        Assert.That(_orders.WhyNotUndo(Tripped)!.Fix.English, Does.Contain("agsekit stop r2"));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _orders.UndoAsync(Tripped, NoProgress.Instance, CancellationToken.None))!.Code, Is.EqualTo(ErrorCode.Busy));
        Assert.That(_store.WordOf(Tripped), Is.Null, "nothing is refused yet: the agent waits, and it can be answered again");
    }

    [Test]
    public void Nothing_to_go_back_to_is_said_before_the_agent_is_ended()
    {
        _store.Save(Tripped with { IsSaved = false });
        Assert.That(_orders.WhyNotUndo(Tripped with { IsSaved = false })!.Code, Is.EqualTo(ErrorCode.Busy), "it may come");
        _store.Save(Tripped with { GoodSnapshot = null });
        Assert.That(_orders.WhyNotUndo(Tripped with { IsSaved = false })!.Code, Is.EqualTo(ErrorCode.SnapshotMissing));
    }

    [Test]
    public async Task A_word_that_comes_too_late_is_not_taken_for_the_answer_to_the_next_alarm()
    {
        _store.Save(Tripped with { At = First.AddMinutes(1) });
        _store.Answer(Tripped, TripwireAnswer.Undo);
        TrippedMount now = _orders.Require(Tripped.Id);
        Assert.That((_store.WordOf(now), _orders.IsBeingUndone(now)), Is.EqualTo(((TripwireWord?)null, false)));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _orders.UndoAsync(Tripped, NoProgress.Instance, CancellationToken.None))!.Code, Is.EqualTo(ErrorCode.UnknownName));
        Assert.That(Assert.ThrowsAsync<KitException>(() => _orders.UndoAsync(Tripped with { IsSaved = false }, NoProgress.Instance, CancellationToken.None))!.Code, Is.EqualTo(ErrorCode.UnknownName));

        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        DateTimeOffset? asked = null;
        UndoneRun? undone = await new TripwireVigil(_store, Tripped.Id, TimeProvider.System).WatchAsync(
            (tripped, _, _) =>
            {
                asked = tripped.At;
                return Task.FromResult<TripwireAnswer?>(null);
            },
            over.Token);
        Assert.That((undone, asked), Is.EqualTo(((UndoneRun?)null, now.At)), "a run is asked about the new one");
    }

    private void Save(string id, string folder, string machine) => _runs.Save(new RunRecord
    {
        Id = id, Agent = "a", Machine = machine, Folder = folder, StartedAt = First, Watcher = ProcessIdentity.Of(Environment.ProcessId),
    });
}
