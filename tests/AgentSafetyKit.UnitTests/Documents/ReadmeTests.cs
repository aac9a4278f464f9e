using System.Text.RegularExpressions;
using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.UnitTests.Architecture;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>README.md and README.ru.md say the same (whoever changes one changes the other), and what they say of the configuration is so.</summary>
public sealed partial class ReadmeTests
{
    private static readonly MarkdownPage English = MarkdownPage.Read("README.md");
    private static readonly MarkdownPage Russian = MarkdownPage.Read("README.ru.md");

    [Test]
    public void Both_have_the_same_headings() => Assert.That(Russian.HeadingLevels, Is.EqualTo(English.HeadingLevels));

    [Test]
    public void Both_show_the_same_code()
    {
        Assert.That(Russian.Blocks.Select(block => block.Language), Is.EqualTo(English.Blocks.Select(block => block.Language)));
        foreach ((FencedBlock english, FencedBlock russian) in English.Blocks.Zip(Russian.Blocks))
        {
            if (english.Language == "text")
                Assert.That(russian.Lines.Count(), Is.EqualTo(english.Lines.Count()), "the picture has as many lines");
            else
                Assert.That(russian.Commands, Is.EqualTo(english.Commands));
        }
    }

    [Test]
    public void Both_lead_to_the_same_places() =>
        Assert.That(Russian.Links.Select(AsInEnglish), Is.EqualTo(English.Links.Select(AsInEnglish)));

    [Test]
    public void Both_name_the_same_commands_files_and_keys() =>
        Assert.That(Russian.Code.Distinct().Order(StringComparer.Ordinal), Is.EqualTo(English.Code.Distinct().Order(StringComparer.Ordinal)));

    [Test]
    public void A_configuration_it_shows_is_taken_without_a_complaint()
    {
        string[] shown = [.. English.Blocks.Where(block => block.Language == "yaml").Select(block => block.Text)];
        Assert.That(shown, Is.Not.Empty);
        Assert.That(shown.Select(text => Sample.Problems(text)), Is.All.Empty);
    }

    [TestCase("global", "global.")]
    [TestCase("vms", "vms.*.")]
    [TestCase("mounts", "mounts[].")]
    [TestCase("agents", "agents.*.")]
    [TestCase("boxes", "boxes.")]
    [TestCase("api", "api.")]
    [TestCase("logging", "logging.")]
    public void It_names_each_key_this_version_acts_on_and_no_other(string section, string path)
    {
        string row = File.ReadLines(Path.Combine(SourceTree.Root, "README.md")).Single(line => line.StartsWith($"| `{section}` |", StringComparison.Ordinal));
        string[] told = [.. CodeWord().Matches(ValuesInBrackets().Replace(row, "")).Skip(1).Select(match => path + match.Groups[1].Value)];
        IEnumerable<string> now = ConfigSchema.AllKeys().Where(key => key.Rule.Support == KeySupport.Now && !key.Path.StartsWith("api.tls", StringComparison.Ordinal)).Select(key => key.Path)
            .Where(key => key.StartsWith(path, StringComparison.Ordinal)).Select(key => path + key[path.Length..].Split('.', '[')[0]).Distinct();
        Assert.That(told, Is.EquivalentTo(now));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeWord();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex ValuesInBrackets();

    /// <summary>Each leads to the other first, and shows the page in its own language.</summary>
    private static string AsInEnglish(string link) => link.Replace("README.ru.md", "README.md", StringComparison.Ordinal).Replace("-ru.webp", ".webp", StringComparison.Ordinal);
}
