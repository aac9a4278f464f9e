using AgentSafetyKit.Configuration.Schema;
using AgentSafetyKit.UnitTests.Architecture;
using AgentSafetyKit.UnitTests.Documents;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>docs/configuration.md says of every key what the reader of the configuration does with it.</summary>
public sealed class ConfigDocumentTests
{
    private const string Page = "docs/configuration.md";
    private const string Rewrite = "AGSEKIT_REWRITE_DOCS";

    [Test]
    public void The_page_is_what_the_table_of_keys_says()
    {
        string wanted = ConfigDocument.Compose();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(Path.Combine(SourceTree.Root, Page), wanted);
        Assert.That(File.ReadAllText(Path.Combine(SourceTree.Root, Page)), Is.EqualTo(wanted), $"to write {Page} anew, run this test with {Rewrite}=1");
    }

    [Test]
    public void Every_key_of_every_section_is_on_it_with_a_meaning()
    {
        string[] rows = [.. ConfigDocument.Compose().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.That(rows, Has.Length.EqualTo(ConfigSchema.AllKeys().Count(key => key.Path.Contains('.', StringComparison.Ordinal))));
        Assert.That(rows.Where(row => row.EndsWith("|  |", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void What_it_shows_is_taken_without_a_complaint()
    {
        FencedBlock shown = MarkdownPage.Parse(Page, ConfigDocument.Compose()).Blocks.Single(block => block.Language == "yaml");
        Assert.That(Sample.Problems(shown.Text), Is.Empty);
    }
}
