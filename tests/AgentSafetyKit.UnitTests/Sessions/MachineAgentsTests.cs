using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class MachineAgentsTests
{
    [Test]
    public void Of_what_a_guest_lists_only_types_and_versions_are_believed()
    {
        string listed = "codex 0.1.2\nclaude \u001b[2J9\n../x 1\nBIG 1\ncodex 9.9.9\nalone\n" + string.Concat(Enumerable.Range(0, 500).Select(number => $"t{number} 1\n"));
        IReadOnlyList<InstalledAgent> read = MachineAgents.Read(listed);
        Assert.That(read.Take(2), Is.EqualTo(new[] { new InstalledAgent("claude", "?", true), new InstalledAgent("codex", "0.1.2", true) }));
        Assert.That(read, Has.Count.EqualTo(100));
    }
}
