using AgentSafetyKit.Cli.Terminal;

namespace AgentSafetyKit.UnitTests.Cli;

public sealed class TableTests
{
    [Test]
    public void A_column_with_nothing_in_it_is_left_out()
    {
        var table = new Table("NAME", "RUN", "SIZE");
        table.Add("one", "", "1");
        table.Add("three", "", "");
        Assert.That(table.Render(false), Is.EqualTo("NAME   SIZE\none    1\nthree\n"));
    }

    [TestCase(0, "NAME  MODE  HASH\none   rw    12345678\n")]
    [TestCase(20, "NAME  MODE  HASH\none   rw    12345678\n")]
    [TestCase(19, "NAME  MODE\none   rw\n")]
    [TestCase(5, "NAME\none\n")]
    public void On_a_narrow_terminal_the_last_ones_that_can_be_missed_are_left_out(int room, string shown)
    {
        var table = new Table("NAME", "MODE", "HASH") { Missable = 2 };
        table.Add("one", "rw", "12345678");
        Assert.That(table.Render(false, room), Is.EqualTo(shown));
    }
}
