using AgentSafetyKit.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class ByteSizeTests
{
    [TestCase("512", 512)]
    [TestCase("512B", 512)]
    [TestCase("4G", 4L << 30)]
    [TestCase("4096M", 4L << 30)]
    [TestCase("4gb", 4L << 30)]
    [TestCase("4GiB", 4L << 30)]
    [TestCase(" 1.5G ", 3L << 29)]
    [TestCase("0.5K", 512)]
    [TestCase("8388607T", 8388607L << 40)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.That(ByteSize.TryParse(text, out ByteSize size));
        Assert.That(size.Bytes, Is.EqualTo(bytes));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("  ")]
    [TestCase("0")]
    [TestCase("0G")]
    [TestCase("-1G")]
    [TestCase("+1G")]
    [TestCase("G")]
    [TestCase("B")]
    [TestCase("iB")]
    [TestCase("4iB")]
    [TestCase("1.5")]
    [TestCase("1.5B")]
    [TestCase("1,5G")]
    [TestCase("1 G")]
    [TestCase("1e3")]
    [TestCase("1GG")]
    [TestCase("0x10")]
    [TestCase("٤G")]
    [TestCase("8388608T")]
    [TestCase("9223372036854775808")]
    [TestCase("99999999999999999999999999999999999999")]
    public void Anything_else_is_refused(string? text) => Assert.That(ByteSize.TryParse(text, out _), Is.False);

    [Test]
    public void What_a_configuration_is_given_is_what_it_reads_back() => Prop.ForAll(
            ArbMap.Default.ArbFor<long>().Generator.Select(bytes => new ByteSize(Math.Abs(bytes % long.MaxValue) + 1)).ToArbitrary(),
            size => ByteSize.TryParse(size.ToConfig(), out ByteSize read) && read == size)
        .QuickCheckThrowOnFailure();

    [TestCase(4L << 30, "4G")]
    [TestCase(1536L << 20, "1536M")]
    [TestCase(1000, "1000")]
    [TestCase(0, "0")]
    public void A_configuration_gets_the_largest_unit_that_fits_exactly(long bytes, string text) => Assert.That(new ByteSize(bytes).ToConfig(), Is.EqualTo(text));

    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1000, "1 KB")]
    [TestCase(1434, "1.4 KB")]
    [TestCase((1L << 20) - 1, "1 MB")]
    [TestCase(1048060000, "1 GB")]
    [TestCase(20L << 30, "20 GB")]
    [TestCase(-2048, "-2 KB")]
    public void People_get_three_digits_at_most(long bytes, string text) => Assert.That(new ByteSize(bytes).ToString(), Is.EqualTo(text));

    [Test]
    public void No_size_below_a_thousand_terabytes_has_more_than_three_digits() => Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Select(n => new ByteSize((long)(Math.Pow(n / (double)int.MaxValue, 8) * (1L << 49)))).ToArbitrary(),
            size => size.ToString().Count(char.IsAsciiDigit) <= 3)
        .QuickCheckThrowOnFailure();
}
