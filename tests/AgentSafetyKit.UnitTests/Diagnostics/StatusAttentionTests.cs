using AgentSafetyKit.Diagnostics;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Diagnostics;

internal sealed class StatusAttentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public void An_agent_that_stands_still_until_somebody_answers_asks_for_attention(bool isTripped, int lines)
    {
        var report = new StatusReport(
            Now, true, [], [], [], [new MountStatus("/home/u/shop", "/home/ubuntu/shop", "box", "live", false, Now, null, isTripped)], [], [], [], new DaemonPresence("notRunning", null));
        IReadOnlyList<string> found = StatusAttention.Of(report, null, Language.English);
        Assert.That(found, Has.Count.EqualTo(lines).And.All.Contains("/home/u/shop").And.All.Contains("agsekit tripwire list"));
    }
}
