using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.UnitTests.Primitives;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["interval", "provider", "default-args", "max_backups", "vm", "vms", "cpu"];

    [TestCase("intervall", "interval")]
    [TestCase("Interval", "interval")]
    [TestCase("inetrval", "interval")]
    [TestCase("default_args", "default-args")]
    [TestCase("max-backups", "max_backups")]
    [TestCase("cpus", "cpu")]
    [TestCase("volume", null)]
    [TestCase("x", null)]
    [TestCase("", null)]
    public void Slips_are_seen_through_and_guesses_are_not_made(string typed, string? meant) => Assert.That(NearestName.Find(typed, Names), Is.EqualTo(meant));

    [TestCase("", "", 0)]
    [TestCase("abc", "abc", 0)]
    [TestCase("abc", "acb", 1)]
    [TestCase("abc", "ab", 1)]
    [TestCase("kitten", "sitting", 3)]
    [TestCase("", "abc", 3)]
    public void Distance_counts_slips(string left, string right, int slips)
    {
        Assert.That(NearestName.Distance(left, right), Is.EqualTo(slips));
        Assert.That(NearestName.Distance(right, left), Is.EqualTo(slips));
    }

    [Test]
    public void A_word_of_a_megabyte_has_no_neighbour() => Assert.That(NearestName.Find(new string('a', 1 << 20), Names), Is.Null);
}
