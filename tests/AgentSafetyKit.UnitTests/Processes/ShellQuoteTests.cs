using System.Text;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Processes;

public sealed class ShellQuoteTests
{
    [TestCase("plain-1.txt", "plain-1.txt")]
    [TestCase("--key=value", "--key=value")]
    [TestCase("", "''")]
    [TestCase("a b", "'a b'")]
    [TestCase("it's", "'it'\\''s'")]
    [TestCase("$HOME", "'$HOME'")]
    [TestCase("~", "'~'")]
    [TestCase("A=1", "'A=1'")]
    [TestCase("=ls", "'=ls'")]
    [TestCase("ж", "'ж'")]
    public void Only_what_needs_quotes_gets_them(string word, string quoted) => Assert.That(ShellQuote.Word(word), Is.EqualTo(quoted));

    [Test]
    public void NUL_is_refused() => Assert.Throws<ArgumentException>(() => ShellQuote.Word("a\0"));

    [Test]
    public void A_shell_reads_back_exactly_the_words()
    {
        Gen<string> word = Gen.Elements("a", " ", "'", "\"", "\\", "$", "`", "\n", "*", "~", "=", "!", "#", ";", "&", "|", "(", "-", "ж", "{", "[").ListOf().Select(string.Concat);
        string[] words = [.. word.Sample(300), "~", "-n", "#", "A=1"];

        CommandResult result = new CommandRunner(TimeProvider.System)
            .RunAsync(CommandSpec.Of("sh"), Encoding.UTF8.GetBytes("printf '%s\\0' " + ShellQuote.Words(words)), TimeSpan.FromMinutes(1), null, CancellationToken.None)
            .GetAwaiter().GetResult();

        Assert.That(result.OutputText.Split('\0')[..^1], Is.EqualTo(words));
    }

    [Test]
    public void A_command_shown_to_be_pasted_means_the_very_bytes()
    {
        byte[][] names = [[0xFF], "plain"u8.ToArray(), [(byte)'a', 0xE9, (byte)'b'], [0xED, 0xB3, 0xBF, (byte)'\''], "back\\slash\n\e[31m"u8.ToArray(), [(byte)'\\', 0x80, (byte)'8']];
        string shown = string.Join(' ', names.Select(name => ShellQuote.Shown(ByteText.Decode(name))));
        Assert.That(shown, Does.StartWith(@"$'\xff' plain $'a\xe9b' ").And.Not.Contain('\uFFFD'));
        CommandResult result = new CommandRunner(TimeProvider.System)
            .RunAsync(CommandSpec.Of("bash"), Encoding.UTF8.GetBytes("printf '%s\\0' " + shown), TimeSpan.FromMinutes(1), null, CancellationToken.None)
            .GetAwaiter().GetResult();
        Assert.That(result.Output.ToArray(), Is.EqualTo(names.SelectMany(name => name.Append((byte)0)).ToArray()));
    }
}
