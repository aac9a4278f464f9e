using AgentSafetyKit.Boxes;

namespace AgentSafetyKit.UnitTests.Boxes;

internal sealed class GuestBoxesTests
{
    private const string Container = "83a8f47cfda776bb562fc2e6d6903415447cef18ed5762ce08a05b69f6d41bde";

    [Test]
    public void What_a_VM_says_of_its_boxes_is_taken_only_where_it_makes_sense()
    {
        IReadOnlyList<(BoxInfo Box, string Container)> read = GuestBoxes.Parse($"""
            @box web stopped 1795353616 never open docker.io/library/debian:12 {Container}
            @box a running 1795353616 1795357211 none default {Container}
            @box ../up running 1 never none default {Container}
            @box Upper running 1 never none default {Container}
            @box b running soon never none default {Container}
            @box c running 1 never none default --help
            @box d running 1 never none
            noise
            """);
        Assert.That(read.Select(one => one.Box), Is.EqualTo(new[]
        {
            new BoxInfo("a", true, DateTimeOffset.FromUnixTimeSeconds(1795353616), DateTimeOffset.FromUnixTimeSeconds(1795357211), "none", "default"),
            new BoxInfo("web", false, DateTimeOffset.FromUnixTimeSeconds(1795353616), null, "open", "docker.io/library/debian:12"),
        }));
        Assert.That(read[0].Container, Is.EqualTo(Container));
    }

    [Test]
    public void What_a_VM_says_gives_the_terminal_no_orders() =>
        Assert.That(GuestBoxes.Parse($"@box a running 1 never none \e[2J {Container}")[0].Box.Image, Does.Not.Contain("\e"));
}
