using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class OutwardLinkTests
{
    [TestCase("link", "/etc/passwd", true)]
    [TestCase("link", "..", true)]
    [TestCase("link", "../other", true)]
    [TestCase("a/link", "../b", false)]
    [TestCase("a/link", "../../b", true)]
    [TestCase("a/b/link", "../../c", false)]
    [TestCase("link", "a/../../x", true)]
    [TestCase("link", "./a/./b", false)]
    [TestCase("link", "a//..//b", true)]
    [TestCase("a/b/link", "../../down/..", true)]
    [TestCase("a/b/link", ".././../down/x", false)]
    [TestCase("link", "...", false)]
    public void Leaves_tells(string path, string target, bool leaves) => Assert.That(OutwardLink.Leaves(path, target), Is.EqualTo(leaves));
}
