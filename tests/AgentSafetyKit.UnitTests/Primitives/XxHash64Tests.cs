using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class XxHash64Tests
{
    // From the reference implementation (xxhsum -H64).
    [TestCase("", 0xEF46DB3751D8E999UL)]
    [TestCase("a", 0xD24EC4F1A98C6E5BUL)]
    [TestCase("abc", 0x44BC2CF5AD770999UL)]
    [TestCase("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1UL)]
    public void It_is_the_hash_everybody_else_takes(string text, ulong expected) => Assert.That(XxHash64.Of(System.Text.Encoding.ASCII.GetBytes(text)), Is.EqualTo(expected));

    [Test]
    public void Pieces_of_any_length_give_the_same_as_the_whole()
    {
        var random = new Random(5);
        byte[] bytes = new byte[3000];
        random.NextBytes(bytes);
        for (int round = 0; round < 300; round++)
        {
            int length = random.Next(bytes.Length);
            var hash = new XxHash64();
            for (int at = 0, count; at < length; at += count)
            {
                count = Math.Min(random.Next(1, round % 2 == 0 ? 40 : 700), length - at);
                hash.Append(bytes.AsSpan(at, count));
            }

            Assert.That(hash.Finish(), Is.EqualTo(XxHash64.Of(bytes.AsSpan(0, length))), $"{length} bytes");
        }
    }

    [Test]
    public void Every_single_bit_counts()
    {
        byte[] bytes = new byte[100];
        var seen = new HashSet<ulong> { XxHash64.Of(bytes) };
        for (int bit = 0; bit < 800; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(seen.Add(XxHash64.Of(bytes)), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
