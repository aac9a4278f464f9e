using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Daemon.Operations;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Daemon;

public sealed class OperationBoardTests
{
    private CancellationTokenSource _ending = null!;
    private readonly List<LogLine> _log = [];
    private string _folder = "";
    private EventJournal _journal = null!;
    private OperationBoard _board = null!;

    [SetUp]
    public void Begin()
    {
        _ending = new CancellationTokenSource();
        _log.Clear();
        _folder = Directory.CreateTempSubdirectory("agsekit-op-").FullName;
        _journal = new EventJournal(_folder);
        _board = new OperationBoard(new DaemonVoice(_journal, new Lines(_log), TimeProvider.System), _ending.Token);
    }

    [TearDown]
    public void End()
    {
        _ending.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task What_came_of_one_is_its_result_and_two_events()
    {
        Operation operation = _board.Begin("vm.start", "box", (progress, _) =>
        {
            progress.Report(new WorkProgress(new Text("starting", "запускаю"), 1, 2));
            return Task.FromResult<JsonElement?>(JsonDocument.Parse("7").RootElement);
        });
        await operation.Work;
        OperationRecord record = _board.Find(operation.Id)!.Record(Language.Russian);
        Assert.That((record.State, record.Kind, record.Target, record.Result!.Value.GetInt32(), record.Progress!.Doing, record.Progress.Total), Is.EqualTo(("done", "vm.start", "box", 7, "запускаю", 2L)));
        Assert.That(_journal.After(0).Select(happened => happened.Kind), Is.EqualTo(new[] { "operation.started", "operation.done" }));
    }

    [Test]
    public async Task Results_take_no_more_memory_than_they_may_and_the_list_has_none()
    {
        JsonElement large = JsonSerializer.SerializeToElement(new string('x', 3 << 20));
        var all = new List<Operation>();
        for (int i = 0; i < 5; i++)
        {
            all.Add(_board.Begin("backup.restore", "folder", (_, _) => Task.FromResult<JsonElement?>(large)));
            await all[^1].Work;
        }

        Assert.That(_board.All.Sum(operation => operation.ResultLength), Is.InRange(3 << 20, 8 << 20));
        OperationRecord first = all[0].Record(Language.English), last = all[^1].Record(Language.English);
        Assert.That((first.State, first.Result, first.ResultForgotten, last.Result is null, last.ResultForgotten), Is.EqualTo(("done", (JsonElement?)null, true, false, false)));
        Assert.That(all[^1].Record(Language.English, withResult: false).Result, Is.Null);
    }

    [Test]
    public async Task One_that_is_cancelled_says_so_when_it_has_ended()
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Operation operation = _board.Begin("vm.create", "box", async (_, stop) =>
        {
            begun.SetResult();
            await release.Task;
            stop.ThrowIfCancellationRequested();
            return null;
        });
        await begun.Task;
        operation.Cancel();
        Assert.That(operation.Record(Language.English).State, Is.EqualTo("cancelling"));
        release.SetResult();
        await operation.Work;
        Assert.That((operation.Record(Language.English).State, operation.Record(Language.English).Problem!.Code), Is.EqualTo(("cancelled", "cancelled")));
        operation.Cancel();
        Assert.That(operation.Record(Language.English).State, Is.EqualTo("cancelled"), "once more changes nothing");
    }

    [Test]
    public async Task A_failure_is_a_problem_and_a_bug_is_told_without_its_details()
    {
        Operation failed = _board.Begin("vm.stop", "box", (_, _) => throw new KitException(ErrorCode.Busy, new Text("in use", "занята"), new Text("an agent works in it", "в ней работает агент"), Text.None));
        Operation broken = _board.Begin("vm.stop", "box", (_, _) => throw new InvalidOperationException("secret detail"));
        await Task.WhenAll(failed.Work, broken.Work);
        Assert.That((failed.Record(Language.English).State, failed.Record(Language.English).Problem!.Code), Is.EqualTo(("failed", "busy")));
        ProblemResponse bug = broken.Record(Language.English).Problem!;
        Assert.That((bug.Code, $"{bug.Title}{bug.Detail}{bug.Fix}".Contains("secret", StringComparison.Ordinal)), Is.EqualTo(("bug", false)));
        Assert.That(_log.Select(line => line.Message), Has.Some.Contains("secret detail"), "but the log has them");
    }

    [Test]
    public async Task Too_many_at_once_are_refused_and_the_end_of_the_daemon_ends_all()
    {
        for (int i = 0; i < 32; i++)
        {
            _board.Begin("test", "x", async (_, stop) =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return null;
            });
        }

        Assert.That(Assert.Throws<KitException>(() => _board.Begin("test", "x", (_, _) => Task.FromResult<JsonElement?>(null)))!.Code, Is.EqualTo(ErrorCode.Busy));
        await _ending.CancelAsync();
        await _board.EndAsync(TimeSpan.FromSeconds(20));
        Assert.That(_board.All.Select(operation => operation.Record(Language.English).State), Is.All.EqualTo("cancelled"));
    }

    private sealed class Lines(List<LogLine> lines) : ILogSink
    {
        public void Write(LogLine line)
        {
            lock (lines)
                lines.Add(line);
        }
    }
}
