using System.Text;
using AgentSafetyKit.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class PrintableTests
{
    /// <summary>Bytes with much of what matters: control characters, halves of characters, backslashes, marks that show nothing.</summary>
    private static readonly Arbitrary<byte[]> Names = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>(),
            Gen.Elements("\\", "x", "u", "U", "0", "1", "f", "\u001b", "\n", "\u0080", "\u202e", "\ufe0f", "\U0001f600", "\U000f0000", "\uf000", "ж", "\u200b")
                .ListOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))),
            Gen.Elements<byte>(0x80, 0xC2, 0xFF, (byte)'\\', (byte)'x', (byte)'8', (byte)'0', 0xE2, 0xED, 0xA0).ListOf().Select(bytes => bytes.ToArray()))
        .ToArbitrary();

    [TestCase("plain name.txt", "plain name.txt")]
    [TestCase("файл 😀", "файл 😀")]
    [TestCase("a\nb\r\t", "a\\nb\\r\\t")]
    [TestCase("\u001b[31m", "\\x1b[31m")]
    [TestCase("a\\b", "a\\\\b")]
    [TestCase("exe\u202egpj", "exe\\u202egpj")]
    [TestCase("\u009b", "\\u009b")]
    [TestCase("a\u200bb", "a\\u200bb")]
    [TestCase("\U000e0041", "\\U000e0041")]
    [TestCase("\ufeffa", "\\ufeffa")]
    public void Words_are_shown_and_commands_to_the_terminal_are_not(string words, string shown)
    {
        Assert.That(Printable.Escape(words), Is.EqualTo(shown));
        Assert.That(Printable.Escape(Encoding.UTF8.GetBytes(words)), Is.EqualTo(shown));
    }

    [Test]
    public void Bytes_that_are_not_UTF8_are_shown_one_by_one()
    {
        Assert.That(Printable.Escape((byte[])[(byte)'a', 0xFF, 0xC3, (byte)'b']), Is.EqualTo("a\\xff\\xc3b"));
        Assert.That(Printable.Escape((byte[])[0xE2, 0x82]), Is.EqualTo("\\xe2\\x82"));
        Assert.That(Printable.Escape((byte[])[0x80]), Is.Not.EqualTo(Printable.Escape((byte[])[0xC2, 0x80])));
    }

    [Test]
    public void Nothing_shown_can_move_the_cursor_or_hide() => Prop.ForAll(
            Names, bytes => !Printable.Escape(bytes).EnumerateRunes().Any(rune => Rune.IsControl(rune)
                || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Surrogate))
        .QuickCheckThrowOnFailure();

    /// <summary>What can be read back is different for different names.</summary>
    [Test]
    public void The_name_can_be_read_back() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Names, bytes => ReadBack(Printable.Escape(bytes)).AsSpan().SequenceEqual(bytes)));

    [Test]
    public void Lines_stay_lines()
    {
        Assert.That(Printable.EscapeLines("a\u001b\nb\r\n\nc"u8), Is.EqualTo("a\\x1b\nb\\r\n\nc"));
        Assert.That(Printable.EscapeLines(""u8), Is.Empty);
        Assert.That(Printable.EscapeLines("\n"u8), Is.EqualTo("\n"));
    }

    private static byte[] ReadBack(string shown)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < shown.Length; i++)
        {
            if (shown[i] != '\\')
            {
                int length = char.IsHighSurrogate(shown[i]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(shown.Substring(i, length)));
                i += length - 1;
                continue;
            }

            char kind = shown[++i];
            int digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            int value = digits > 0 ? Convert.ToInt32(shown.Substring(i + 1, digits), 16) : kind switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => kind };
            i += digits;
            if (kind == 'x')
                bytes.Add((byte)value);
            else
                bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(value).ToString()));
        }

        return [.. bytes];
    }
}
