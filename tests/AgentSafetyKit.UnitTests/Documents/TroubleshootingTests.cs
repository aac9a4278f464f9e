using System.Text.RegularExpressions;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>Whoever looks for what the program said finds it: the words in the first column of docs/troubleshooting.md are the program's own.</summary>
public sealed partial class TroubleshootingTests
{
    private static readonly Lazy<string> Source = new(() => string.Join('\n', SourceTree.Files("src").Select(file => file.Text)));

    /// <summary>In the first column, between backquotes; dots stand for a name.</summary>
    private static IEnumerable<string> Symptoms() =>
        File.ReadLines(Path.Combine(SourceTree.Root, "docs/troubleshooting.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value)).Distinct();

    [TestCaseSource(nameof(Symptoms))]
    public void What_it_says_the_program_says_is_in_the_source(string words)
    {
        if (words.StartsWith("agsekit ", StringComparison.Ordinal))
            return;
        foreach (string part in words.Split('…').Select(part => part.Trim('\'', ' ')).Where(part => part.Length > 0))
            Assert.That(Source.Value, Does.Contain(part));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
