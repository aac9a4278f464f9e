using AgentSafetyKit.Network;

namespace AgentSafetyKit.UnitTests.Network;

public sealed class ListenerLinesTests
{
    [TestCase("a 0100007F:0BB8 00000000:1F90", "127.0.0.1:3000 0.0.0.0:8080")]
    [TestCase("a 00000000000000000000000000000000:0050 00000000000000000000000001000000:2329", "[::]:80 [::1]:9001")]
    [TestCase("a 0000000000000000FFFF00000100007F:1F90", "127.0.0.1:8080")]
    [TestCase("a ", "")]
    [TestCase("a", "")]
    public void Addresses_are_read_as_the_kernel_writes_them(string line, string expected) =>
        Assert.That(string.Join(' ', ListenerLines.Parse(line)!.Value.Select(listener => listener.Address)), Is.EqualTo(expected));

    [TestCase("a 0100007F:0000 0100007F 0100007F: :1F90 0100007G:1F90 0100007F:1F9G 0100007F:+F90 -100007F:1F90 0100007F:1F900 \u001b[31m 127.0.0.1:80")]
    public void What_is_anything_else_is_left_out(string line) => Assert.That(ListenerLines.Parse(line)!.Value, Is.Empty);

    [TestCase(".")]
    [TestCase("s 22")]
    [TestCase("")]
    [TestCase("all 0100007F:0BB8")]
    public void Other_lines_say_nothing_of_listeners(string line) => Assert.That(ListenerLines.Parse(line), Is.Null);

    [Test]
    public void No_more_than_a_bounded_number_is_taken() => Assert.That(
        ListenerLines.Parse("a " + string.Join(' ', Enumerable.Range(1024, 9000).Select(port => $"0100007F:{port:X4}")))!.Value, Has.Length.EqualTo(ListenerLines.Most));
}
