using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class ArgumentMergeTests
{
    [TestCase("--model a", "", "--model a")]
    [TestCase("--model a", "--model b", "--model b")]
    [TestCase("--model=a", "--model b", "--model b")]
    [TestCase("--model a", "--model=b", "--model=b")]
    [TestCase("--verbose --model a", "--model b", "--verbose --model b")]
    [TestCase("--verbose", "--verbose", "--verbose")]
    [TestCase("-v --model a rest", "--model b", "-v rest --model b")]
    [TestCase("--model a", "-- --model b", "--model a -- --model b")]
    [TestCase("--models a", "--model b", "--models a --model b")]
    [TestCase("--flag --model a", "--flag", "--model a --flag")]
    public void A_default_gives_way_to_the_same_option(string defaults, string given, string merged) =>
        Assert.That(string.Join(' ', ArgumentMerge.Merge(Words(defaults), Words(given))), Is.EqualTo(merged));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
