using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.UnitTests.Supervision;

namespace AgentSafetyKit.UnitTests.Diagnostics;

/// <summary>No check holds the report up or ends it, and a repair that fails is told.</summary>
public sealed class DoctorTests
{
    private static readonly HealthFinding Broken = HealthFinding.Fail(new Text("it is broken", "сломано"), new Text("c", "п"), new Text("mend it", "почините"));

    [Test]
    public async Task A_check_that_never_answers_is_a_finding()
    {
        var time = new SteppedTime();
        var never = new TaskCompletionSource<IReadOnlyList<HealthFinding>>();
        Task<IReadOnlyList<HealthRow>> looking = new Doctor([new PlayedCheck("hangs", () => never.Task)], time).LookAsync(default);
        while (!looking.IsCompleted)
        {
            time.Pass(TimeSpan.FromSeconds(12));
            await Task.Delay(5);
        }

        HealthRow[] rows = [.. await looking];
        Assert.That(rows.Select(row => (row.Check.Id, row.Finding.Level, row.Finding.What.English)), Is.EqualTo(new[] { ("hangs", HealthLevel.Failed, "this could not be looked at: hangs") }));
        Assert.That((rows[0].Finding.Cause.English, rows[0].Finding.Fix.English), Is.EqualTo(("no answer within 12 s", "try again when the computer is less busy")));
    }

    [Test]
    public async Task A_check_that_fails_is_a_finding()
    {
        var known = new KitException(ErrorCode.Busy, new Text("w", "х"), new Text("c", "п"), new Text("f", "р"));
        IReadOnlyList<HealthRow> rows = await new Doctor(
            [new PlayedCheck("io", () => throw new IOException("bad \e[31mdisk")), new PlayedCheck("known", () => throw known), new PlayedCheck("call", () => throw new SystemCallException(Errno.EIO, "read", "/x"))],
            TimeProvider.System).LookAsync(default);
        Assert.That(rows.Select(row => (row.Finding.Level, row.Finding.What.English)), Is.EqualTo(new[] { (HealthLevel.Failed, "this could not be looked at: io"), (HealthLevel.Failed, "w"), (HealthLevel.Failed, "this could not be looked at: call") }));
        Assert.That(rows[0].Finding.Cause.English, Does.Contain("disk").And.Not.Contain("\e"));
    }

    [Test]
    public async Task What_is_repaired_is_looked_at_again()
    {
        bool isBroken = true;
        var check = new PlayedCheck("one", () => Task.FromResult<IReadOnlyList<HealthFinding>>([isBroken ? Broken with { Repair = Mend } : HealthFinding.Pass(new Text("fine", "хорошо"))]));
        Task Mend(CancellationToken cancellation)
        {
            isBroken = false;
            return Task.CompletedTask;
        }

        Assert.That((await Repaired(check)).Select(row => (row.Finding.Level, row.Finding.What.English, row.IsRepaired)), Is.EqualTo(new[] { (HealthLevel.Passed, "it is broken", true), (HealthLevel.Passed, "fine", false) }));
    }

    [Test]
    public async Task A_repair_that_fails_is_told_and_nothing_is_called_repaired()
    {
        IReadOnlyList<HealthRow> rows = await Repaired(Check("one", Broken with { Repair = _ => throw new IOException("no room") }));
        Assert.That(rows.Select(row => (row.Finding.Level, row.Finding.What.English, row.Finding.Cause.English, row.Finding.Fix.English, row.IsRepaired)), Is.EqualTo(new[]
        {
            (HealthLevel.Failed, "it is broken", "c", "mend it", false), (HealthLevel.Failed, "it is broken", "no room", "mend it", false),
        }));
        var refusal = new KitException(ErrorCode.Busy, new Text("it is busy", "занято"), new Text("c", "п"), new Text("f", "р"));
        rows = await Repaired(Check("one", Broken with { Repair = _ => throw refusal }));
        Assert.That(rows.Select(row => (row.Finding.What.English, row.IsRepaired)), Is.EqualTo(new[] { ("it is broken", false), ("it is busy", false) }));
    }

    private static PlayedCheck Check(string id, HealthFinding finding) => new(id, () => Task.FromResult<IReadOnlyList<HealthFinding>>([finding]));

    private static async Task<IReadOnlyList<HealthRow>> Repaired(IHealthCheck check)
    {
        var doctor = new Doctor([check], TimeProvider.System);
        return await doctor.RepairAsync(await doctor.LookAsync(default), new Progress<WorkProgress>(), default);
    }
}
