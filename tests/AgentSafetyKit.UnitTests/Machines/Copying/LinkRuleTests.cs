using System.Text;
using AgentSafetyKit.Machines.Copying;

namespace AgentSafetyKit.UnitTests.Machines.Copying;

public sealed class LinkRuleTests
{
    [TestCase(0, "a", true)]
    [TestCase(0, "a/b/./c", true)]
    [TestCase(0, ".", true)]
    [TestCase(2, "../../a", true)]
    [TestCase(2, ".././../a", true)]
    [TestCase(0, "..", false)]
    [TestCase(2, "../../..", false)]
    [TestCase(1, "../../a", false)]
    [TestCase(0, "/etc/passwd", false)]
    [TestCase(0, "", false)]
    [TestCase(5, "a/../../b", false, Description = "a may be a link itself, and lead up")]
    [TestCase(5, "a/..", false)]
    public void A_link_may_not_lead_out_of_the_tree(int depth, string target, bool stays) =>
        Assert.That(LinkRule.StaysWithin(depth, Encoding.UTF8.GetBytes(target)), Is.EqualTo(stays));
}
