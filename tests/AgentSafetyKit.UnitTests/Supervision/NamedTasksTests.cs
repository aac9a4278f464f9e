using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.UnitTests.Supervision;

public sealed class NamedTasksTests
{
    private static readonly KitException Deaf = new(ErrorCode.MachineNotRunning, Text.Verbatim("deaf"), Text.None, Text.None);

    private readonly List<string> _failed = [];

    [Test]
    public async Task One_that_hangs_holds_up_only_its_own_name()
    {
        var hang = new TaskCompletionSource();
        int a = 0, b = 0;
        NamedTasks tasks = Tasks(TimeProvider.System);
        for (int i = 0; i < 3; i++)
        {
            await tasks.BeginAsync("a", () => { a++; return hang.Task; });
            await tasks.BeginAsync("b", () => { b++; return Task.CompletedTask; });
        }

        Assert.That((a, b), Is.EqualTo((1, 3)));
        Assert.That(tasks.EndAsync().IsCompleted, Is.False);
        hang.SetResult();
        await tasks.EndAsync();
        await tasks.BeginAsync("a", () => { a++; return Task.CompletedTask; });
        Assert.That(a, Is.EqualTo(2));
    }

    [Test]
    public async Task One_that_fails_is_told_and_has_to_wait_and_a_bug_is_not_kept_quiet()
    {
        var time = new SteppedTime();
        NamedTasks tasks = Tasks(time);
        int begun = 0;
        async Task Fail()
        {
            begun++;
            await Task.Yield();
            throw Deaf;
        }

        for (int i = 0; i < 3; i++)
        {
            await tasks.BeginAsync("a", Fail);
            await tasks.EndAsync();
        }

        Assert.That((begun, _failed), Is.EqualTo((1, new[] { "a" })));
        for (int i = 0; i < 2; i++)
        {
            time.Pass(TimeSpan.FromMinutes(1));
            await tasks.BeginAsync("a", Fail);
            await tasks.EndAsync();
        }

        Assert.That((begun, _failed), Is.EqualTo((3, new[] { "a" })), "tried again, told once");
        time.Pass(TimeSpan.FromMinutes(1));
        await tasks.BeginAsync("a", () => Task.CompletedTask);
        await tasks.BeginAsync("a", Fail);
        await tasks.EndAsync();
        Assert.That(_failed, Has.Count.EqualTo(2), "it had gone well meanwhile");
        time.Pass(TimeSpan.FromMinutes(1));
        await tasks.BeginAsync("a", () => throw new InvalidOperationException("bug"));
        Assert.That(async () => await tasks.BeginAsync("a", Fail), Throws.InvalidOperationException);
    }

    [SetUp]
    public void Forget() => _failed.Clear();

    private NamedTasks Tasks(TimeProvider time) => new(time, TimeSpan.FromMinutes(1), (name, error) => _failed.Add(error == Deaf ? name : error.Message));
}
