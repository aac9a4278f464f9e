using System.Collections.Concurrent;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.UnitTests.Supervision;

public sealed class SupervisorTests
{
    private readonly SteppedTime _time = new();
    private readonly ConcurrentQueue<ServiceView> _told = [];
    private Supervisor _supervisor = null!;

    [SetUp]
    public void Make() => _supervisor = new Supervisor(_time, _told.Enqueue);

    [TearDown]
    public async Task End()
    {
        Assert.That(await _supervisor.StopAsync(TimeSpan.FromSeconds(10)));
        _supervisor.Dispose();
        _told.Clear();
    }

    [Test]
    public async Task What_fails_is_begun_again_after_growing_pauses_and_its_failure_is_told()
    {
        int tries = 0;
        await _supervisor.ApplyAsync([new ServiceSpec("a", "", _ => { tries++; throw Failure(); })]);
        await Until(() => View("a").State == ServiceState.Waiting);
        Assert.That((tries, View("a").Failure!.Code), Is.EqualTo((1, ErrorCode.Busy)));
        Assert.That(View("a").NextTry, Is.EqualTo(_time.GetUtcNow() + TimeSpan.FromSeconds(1)));
        _time.Pass(TimeSpan.FromSeconds(1));
        await Until(() => tries == 2 && View("a").State == ServiceState.Waiting);
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.That(tries, Is.EqualTo(2), "the second pause is longer");
        _time.Pass(TimeSpan.FromSeconds(1));
        await Until(() => tries == 3 && View("a").State == ServiceState.Waiting);
        Assert.That((View("a").Restarts, _told.Count(view => view.State == ServiceState.Waiting)), Is.EqualTo((2, 3)));
    }

    [Test]
    public async Task One_that_breaks_down_takes_no_other_with_it()
    {
        int going = 0;
        await _supervisor.ApplyAsync(
        [
            new ServiceSpec("bad", "", _ => throw new InvalidOperationException("a bug")),
            new ServiceSpec("ends", "", _ => Task.CompletedTask),
            new ServiceSpec("good", "", async cancellation => { going++; await Forever(cancellation); }),
        ]);
        await Until(() => View("bad").State == ServiceState.Waiting && View("ends").State == ServiceState.Waiting);
        Assert.That((View("bad").Failure!.Code, View("bad").Failure!.Cause.English), Is.EqualTo((ErrorCode.Bug, "InvalidOperationException: a bug")));
        Assert.That((View("good").State, going), Is.EqualTo((ServiceState.Running, 1)));
    }

    [Test]
    public async Task What_has_not_changed_is_left_alone_and_what_has_ends_before_its_successor_begins()
    {
        var life = new ConcurrentQueue<string>();
        ServiceSpec Spec(string name, string wish) => new(name, wish, async cancellation =>
        {
            life.Enqueue($"+{name}{wish}");
            try
            {
                await Forever(cancellation);
            }
            finally
            {
                life.Enqueue($"-{name}{wish}");
            }
        });
        await _supervisor.ApplyAsync([Spec("a", "1"), Spec("b", "1")]);
        await Until(() => life.Count == 2);
        life.Clear();
        await _supervisor.ApplyAsync([Spec("a", "1"), Spec("b", "2")]);
        await Until(() => life.Count == 2);
        Assert.That(life, Is.EqualTo(new[] { "-b1", "+b2" }));
        await _supervisor.ApplyAsync([]);
        Assert.That(_supervisor.Services, Is.Empty);
        Assert.That(life.Skip(2).Order(), Is.EqualTo(new[] { "-a1", "-b2" }));
    }

    [Test]
    public async Task A_pause_ends_at_once_when_nobody_wants_the_work_any_more()
    {
        await _supervisor.ApplyAsync([new ServiceSpec("a", "", _ => throw Failure())]);
        await Until(() => View("a").State == ServiceState.Waiting);
        Assert.That((await _supervisor.ApplyAsync([])).Stop, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task One_that_does_not_end_keeps_the_daemon_only_as_long_as_its_patience()
    {
        var end = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        using var supervisor = new Supervisor(_time, _told.Enqueue);
        await supervisor.ApplyAsync([new ServiceSpec("deaf", "", _ => { begun.TrySetResult(); return end.Task; })]);
        await begun.Task;
        Assert.That(await supervisor.StopAsync(TimeSpan.FromMilliseconds(50)), Is.False);
        end.SetResult();
        Assert.That((await supervisor.ApplyAsync([new ServiceSpec("late", "", Forever)])).IsEmpty, "nothing begins afterwards");
    }

    private ServiceView View(string name) => _supervisor.Services.Single(service => service.Name == name);

    private static KitException Failure() => new(ErrorCode.Busy, Text.Verbatim("what"), Text.Verbatim("cause"), Text.Verbatim("fix"));

    private static Task Forever(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    private static async Task Until(Func<bool> so)
    {
        for (int i = 0; i < 1000 && !so(); i++)
            await Task.Delay(10);
        Assert.That(so());
    }
}
