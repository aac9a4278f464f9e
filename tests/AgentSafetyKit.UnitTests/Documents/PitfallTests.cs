using System.Globalization;
using System.Text.RegularExpressions;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>The page of pitfalls names for each the test that holds it, and that test is there; or it says why there is none.</summary>
public sealed partial class PitfallTests
{
    private const string Page = "docs/backup-pitfalls.md";
    private const int Pitfalls = 46;

    private static readonly Lazy<HashSet<string>> Methods = new(() =>
        [.. SourceTree.CSharp("tests").SelectMany(file => Method().Matches(file.Text)).Select(match => match.Groups[1].Value)]);

    private static List<Match> Rows() => [.. File.ReadLines(Path.Combine(SourceTree.Root, Page)).Select(line => Row().Match(line)).Where(match => match.Success)];

    [Test]
    public void No_pitfall_is_left_out() =>
        Assert.That(Rows().Select(row => int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(1, Pitfalls)));

    [Test]
    public void Each_is_held_by_a_test_that_exists_or_the_page_says_why_not()
    {
        foreach (Match row in Rows())
        {
            string[] tests = [.. TestName().Matches(row.Groups["rest"].Value).Select(match => match.Groups[1].Value)];
            Assert.That(tests.Where(test => !Methods.Value.Contains(test)), Is.Empty, row.Value);
            Assert.That(tests.Length > 0 || row.Groups["rest"].Value.Contains("| Not tested: ", StringComparison.Ordinal), row.Value);
        }
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|(?<rest>.*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"public (?:async )?(?:void|Task) ([A-Z]\w*)\(")]
    private static partial Regex Method();
}
