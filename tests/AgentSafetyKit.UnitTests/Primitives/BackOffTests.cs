using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class BackOffTests
{
    [Test]
    public void Each_failure_in_a_row_doubles_the_pause_up_to_a_minute()
    {
        var backOff = new BackOff();
        double[] pauses = [.. Enumerable.Range(0, 9).Select(_ => backOff.Next(TimeSpan.Zero).TotalSeconds)];
        Assert.That(pauses, Is.EqualTo(new double[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }));
    }

    [Test]
    public void What_was_well_for_a_while_begins_anew()
    {
        var backOff = new BackOff();
        for (int i = 0; i < 5; i++)
            backOff.Next(TimeSpan.FromSeconds(59));
        Assert.That(backOff.Next(BackOff.Healthy), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(backOff.Next(TimeSpan.Zero), Is.EqualTo(TimeSpan.FromSeconds(2)));
        backOff.Reset();
        Assert.That(backOff.Next(), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }
}
