using AgentSafetyKit.Cli.Commands;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class RepeatedWordsTests
{
    private static readonly RetentionPolicy Configured = new() { Keep = 500, Method = RetentionMethod.Tail, MaxTotalSize = ByteSize.FromGibibytes(5) };

    [Test]
    public void One_of_two_options_leaves_the_rest_as_configured()
    {
        Assert.That(RepeatedWords.RetentionOf(null, null, Configured), Is.EqualTo(Configured));
        Assert.That(RepeatedWords.RetentionOf(null, "thin", Configured), Is.EqualTo(Configured with { Method = RetentionMethod.Thin }), "400 snapshots more would go");
        Assert.That(RepeatedWords.RetentionOf("900", null, Configured), Is.EqualTo(Configured with { Keep = 900 }));
    }

    [Test]
    public void Where_nothing_is_configured_a_hundred_are_kept()
    {
        Assert.That(RepeatedWords.RetentionOf(null, null, null), Is.EqualTo(new RetentionPolicy { Keep = 100, Method = RetentionMethod.Thin }));
        Assert.That(RepeatedWords.RetentionOf("30", "tail", null), Is.EqualTo(new RetentionPolicy { Keep = 30, Method = RetentionMethod.Tail }));
    }
}
