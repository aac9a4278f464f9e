using System.Text;
using AgentSafetyKit.Processes;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Processes;

public sealed class LineSplitterTests
{
    [TestCase("a\nb\n", "a|b")]
    [TestCase("a\r\nb\rc", "a|b|c")]
    [TestCase("\n\n\r", "")]
    [TestCase("", "")]
    [TestCase("no end", "no end")]
    public void Lines_end_at_either_sign_and_empty_ones_are_left_out(string text, string lines) =>
        Assert.That(string.Join('|', Split([Encoding.UTF8.GetBytes(text)])), Is.EqualTo(lines));

    /// <summary>Pipes cut anywhere, also within a character.</summary>
    [Test]
    public void How_the_stream_was_cut_makes_no_difference()
    {
        Arbitrary<(string Text, int Step)> cases = Gen.Elements("a", "ж", "😀", "\n", "\r", " ").ListOf().Select(string.Concat)
            .SelectMany(text => Gen.Choose(1, 7).Select(step => (text, step))).ToArbitrary();
        Prop.ForAll(cases, sample => Split(Encoding.UTF8.GetBytes(sample.Text).Chunk(sample.Step)).SequenceEqual(Split([Encoding.UTF8.GetBytes(sample.Text)])))
            .QuickCheckThrowOnFailure();
    }

    [TestCase("x")]
    [TestCase("ж")]
    [TestCase("€")]
    [TestCase("😀")]
    public void A_line_too_long_is_cut_between_characters(string character)
    {
        string line = "a" + string.Concat(Enumerable.Repeat(character, 5000));

        List<string> lines = Split([Encoding.UTF8.GetBytes(line + "\nnext\n")]);

        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines[1], Is.EqualTo("next"));
        Assert.That(line, Does.StartWith(lines[0]));
        Assert.That(Encoding.UTF8.GetByteCount(lines[0]), Is.InRange(LineSplitter.LongestLine - 3, LineSplitter.LongestLine));
    }

    [Test]
    public void Bytes_that_are_no_text_do_not_stop_it() => Assert.That(Split([[0xFF, (byte)'\n', 0xC3, (byte)'\n']]), Is.EqualTo(new[] { "\ufffd", "\ufffd" }));

    private static List<string> Split(IEnumerable<byte[]> parts)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (byte[] part in parts)
            splitter.Add(part);
        splitter.Finish();
        return lines;
    }
}
