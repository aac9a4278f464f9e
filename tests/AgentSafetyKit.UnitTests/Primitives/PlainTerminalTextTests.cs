using System.Text;
using AgentSafetyKit.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class PlainTerminalTextTests
{
    [TestCase("one\r\ntwo\r\n", "one\ntwo\n")]
    [TestCase("\u001b[1;31mred\u001b[0m and plain\r\n", "red and plain\n")]
    [TestCase("10 %\r20 %\r100 %\r\n", "10 %\n20 %\n100 %\n")]
    [TestCase("\u001b[2J\u001b[1;1Htop\u001b[5;1Hbelow", "top\nbelow\n")]
    [TestCase("a\u001b[3Cb\r\n", "a   b\n")]
    [TestCase("\u001b]0;a title\u0007text\r\n", "text\n")]
    [TestCase("\u001b]52;c;ZXZpbA==\u001b\\text\r\n", "text\n")]
    [TestCase("\u001bP+q544e\u001b\\text\r\n", "text\n")]
    [TestCase("\u001b(B\u001b)0text\r\n", "text\n")]
    [TestCase("ж€\t\\ok\r\n", "ж€\t\\ok\n")]
    [TestCase("\u009b31mred\r\n", "\\u009b31mred\n")]
    [TestCase("safe\u202etxet\r\n", "safe\\u202etxet\n")]
    [TestCase("\r\n\r\n\r\none\r\n\r\n\r\ntwo\r\n", "one\n\ntwo\n")]
    [TestCase("half", "half\n")]
    [TestCase("", "")]
    public void Lines_are_read_without_what_moves_the_terminal(string written, string shown) => Assert.That(Shown(Encoding.UTF8.GetBytes(written), 1), Is.EqualTo(shown));

    [Test]
    public void A_string_that_never_ends_hides_little()
    {
        string text = Shown(Encoding.ASCII.GetBytes("\u001b]0;" + new string('x', 5000) + "\r\nstill told\r\n"), 7);
        Assert.That(text, Does.EndWith("\nstill told\n"));
    }

    [Test]
    public void Whatever_is_written_and_however_it_is_cut_no_control_character_gets_through_and_the_cuts_do_not_show() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (bytes, piece) =>
        {
            byte[] seeded = [.. bytes.SelectMany(one => one % 5 == 0 ? new byte[] { 0x1b, (byte)'[', one } : [one])];
            string whole = Shown(seeded, seeded.Length + 1);
            return whole == Shown(seeded, piece.Get) && whole.All(letter => letter is '\n' or '\t' || !char.IsControl(letter));
        }).QuickCheckThrowOnFailure();

    private static string Shown(byte[] bytes, int piece)
    {
        var plain = new PlainTerminalText();
        return string.Concat(bytes.Chunk(piece).Select(part => plain.Feed(part))) + plain.End();
    }
}
