using System.Xml.Linq;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>The recordings in docs/pictures: small, self-contained, shown somewhere, and without anything of the computer they were made on.</summary>
public sealed class PictureTests
{
    private const long Most = 100_000;

    private static IEnumerable<string> Pictures() => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs/pictures")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Pictures))]
    public void A_picture_is_small_and_needs_nothing_from_elsewhere(string picture)
    {
        string path = Path.Combine(SourceTree.Root, "docs/pictures", picture);
        Assert.That(new FileInfo(path).Length, Is.LessThan(Most));
        XDocument drawing = XDocument.Load(path);
        XElement[] elements = [.. drawing.Descendants()];
        Assert.That(elements.Select(element => element.Name.LocalName).Distinct(), Is.SubsetOf(new[] { "svg", "style", "rect", "circle", "defs", "g", "text", "use" }));
        Assert.That(elements.Attributes("href").Select(link => link.Value), Is.All.StartsWith("#"));
        Assert.That(elements.Where(element => element.Name.LocalName == "style").Select(style => style.Value), Is.All.Not.Contain("url(").And.All.Not.Contain("@import"));
    }

    [TestCaseSource(nameof(Pictures))]
    public void It_shows_folders_of_nobody(string picture)
    {
        string[] lines = [.. XDocument.Load(Path.Combine(SourceTree.Root, "docs/pictures", picture)).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
        Assert.That(lines, Has.Some.Contain("agsekit"));
        string[] paths = [.. lines.SelectMany(line => line.Split(' ')).Where(word => word.StartsWith('/') && word.Length > 1)];
        Assert.That(paths.Where(path => !path.StartsWith("/home/anna/work", StringComparison.Ordinal) && path is not "/etc/passwd"), Is.Empty);
    }

    [TestCaseSource(nameof(Pictures))]
    public void It_is_shown_on_a_page(string picture) =>
        Assert.That(new[] { "README.md", "docs/backups.md" }.SelectMany(page => MarkdownPage.Read(page).Links), Has.Some.EndsWith($"pictures/{picture}"));
}
