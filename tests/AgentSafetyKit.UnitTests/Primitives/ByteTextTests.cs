using System.Text;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class ByteTextTests
{
    [Test]
    public void Every_word_of_a_command_line_comes_back_byte_by_byte()
    {
        byte[][] words = [[0x63, 0xE9], "plain"u8.ToArray(), "\U0001F600\uFFFD"u8.ToArray(), [0xF0, 0x9F, 0x98], [0xED, 0xB3, 0xBF], []];
        byte[] line = [.. "agsekit\0"u8, .. words.SelectMany(word => word.Append((byte)0))];
        string[] given = [.. words.Select(word => Encoding.UTF8.GetString(word))];
        IReadOnlyList<string> read = RawArguments.Of(given, line);
        Assert.That(read.Select(ByteText.Encode), Is.EqualTo(words));
        Assert.That(read.Select(ByteText.HasBytes), Is.EqualTo(new[] { true, false, false, true, true, false }));
        Assert.That(TreePath.Parse(read[0]).Bytes.ToArray(), Is.EqualTo(words[0]));
        Assert.That(() => RawArguments.RequireText([read[1], read[2]]), Throws.Nothing);
        Assert.That(Assert.Throws<KitException>(() => RawArguments.RequireText(read))!.What.English, Is.EqualTo(@"'c\xe9' can not be used here"));
    }
}
