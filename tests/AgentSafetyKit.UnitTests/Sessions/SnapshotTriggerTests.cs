using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class SnapshotTriggerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_burst_is_over_after_two_seconds_of_quiet()
    {
        SnapshotTrigger trigger = New();
        trigger.Observe(1, At(10));
        trigger.Observe(2, At(11));
        Assert.That(trigger.IsBurstDue(At(12.9)), Is.False);
        Assert.That(trigger.IsBurstDue(At(13)), Is.True);
    }

    [Test]
    public void A_burst_that_does_not_end_is_taken_after_thirty_seconds()
    {
        SnapshotTrigger trigger = New();
        for (int second = 10; second < 40; second++)
        {
            trigger.Observe(second, At(second));
            Assert.That(trigger.IsBurstDue(At(second)), Is.False, $"second {second}");
        }

        trigger.Observe(100, At(40));
        Assert.That(trigger.IsBurstDue(At(40)), Is.True);
    }

    [Test]
    public void Without_changes_only_the_interval_comes()
    {
        SnapshotTrigger trigger = New();
        Assert.That(trigger.IsBurstDue(At(299)) || trigger.IsIntervalDue(At(299)), Is.False);
        Assert.That(trigger.IsIntervalDue(At(300)), Is.True);
        Assert.That(trigger.IsBurstDue(At(300)), Is.False);
    }

    [Test]
    public void What_changes_after_a_snapshot_was_started_belongs_to_the_next()
    {
        SnapshotTrigger trigger = New();
        trigger.Observe(1, At(1));
        trigger.Taken(At(3), isWhole: true);
        Assert.That(trigger.IsBurstDue(At(20)), Is.False);
        trigger.Observe(2, At(20));
        Assert.That(trigger.IsBurstDue(At(22)), Is.True);
        Assert.That(trigger.IsIntervalDue(At(302)), Is.False);
        Assert.That(trigger.IsIntervalDue(At(303)), Is.True);
    }

    [Test]
    public void Bursts_without_an_end_put_no_interval_off()
    {
        SnapshotTrigger trigger = New();
        for (int second = 1; second < 300; second++)
        {
            trigger.Observe(second, At(second));
            Assert.That(trigger.IsIntervalDue(At(second)), Is.False, $"second {second}");
            if (trigger.IsBurstDue(At(second)))
                trigger.Taken(At(second), isWhole: false);
        }

        Assert.That((trigger.NextDue, trigger.IsIntervalDue(At(300))), Is.EqualTo((At(300), true)));
    }

    [Test]
    public void What_is_due_next_is_known_beforehand()
    {
        SnapshotTrigger trigger = New();
        Assert.That(trigger.NextDue, Is.EqualTo(At(300)));
        trigger.Observe(1, At(10));
        Assert.That(trigger.NextDue, Is.EqualTo(At(12)));
        for (int second = 11; second < 39; second++)
            trigger.Observe(second, At(second));
        trigger.Observe(100, At(39));
        Assert.That(trigger.NextDue, Is.EqualTo(At(40)));
        trigger.Taken(At(40), isWhole: false);
        Assert.That(trigger.NextDue, Is.EqualTo(At(300)));
        trigger.Observe(101, At(299.5));
        Assert.That(trigger.NextDue, Is.EqualTo(At(300)));
    }

    [Test]
    public void Bursts_can_be_off()
    {
        var trigger = new SnapshotTrigger(TimeSpan.FromMinutes(5), onBursts: false, Start);
        trigger.Observe(1, At(1));
        Assert.That(trigger.IsBurstDue(At(60)), Is.False);
    }

    private static SnapshotTrigger New() => new(TimeSpan.FromMinutes(5), onBursts: true, Start);

    private static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);
}
