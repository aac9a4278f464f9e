using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Cli;

/// <summary>docs/commands.md says what the commands say of themselves.</summary>
public sealed class CommandDocumentTests
{
    private const string Page = "docs/commands.md";
    private const string Rewrite = "AGSEKIT_REWRITE_DOCS";

    [Test]
    public void The_page_is_what_help_says()
    {
        string wanted = CommandDocument.Compose();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(Path.Combine(SourceTree.Root, Page), wanted);
        Assert.That(File.ReadAllText(Path.Combine(SourceTree.Root, Page)), Is.EqualTo(wanted), $"to write {Page} anew, run this test with {Rewrite}=1");
    }
}
