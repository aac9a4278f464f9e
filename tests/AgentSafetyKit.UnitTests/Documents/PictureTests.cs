using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using AgentSafetyKit.UnitTests.Architecture;

namespace AgentSafetyKit.UnitTests.Documents;

/// <summary>What is in docs/pictures, recordings of the terminal and pictures of the web page: small, self-contained, shown somewhere, and without anything of the computer they were made on.</summary>
public sealed class PictureTests
{
    private const long MostDrawn = 100_000, MostTaken = 120_000;
    private const int Widest = 1280;

    /// <summary>RFC 9649: RIFF, its size, WEBP, then chunks, each with a name of four letters and its size; VP8 has its width after a start code.</summary>
    private const int FirstChunk = 12, ChunkHead = 8, WidthInFrame = 6, WidthBits = 0x3fff;

    private static IEnumerable<string> Pictures() => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs/pictures")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Recordings() => Pictures().Where(picture => picture.EndsWith(".svg", StringComparison.Ordinal));

    private static IEnumerable<string> Photographs() => Pictures().Except(Recordings());

    [TestCaseSource(nameof(Recordings))]
    public void A_recording_is_small_and_needs_nothing_from_elsewhere(string picture)
    {
        string path = Path.Combine(SourceTree.Root, "docs/pictures", picture);
        Assert.That(new FileInfo(path).Length, Is.LessThan(MostDrawn));
        XDocument drawing = XDocument.Load(path);
        XElement[] elements = [.. drawing.Descendants()];
        Assert.That(elements.Select(element => element.Name.LocalName).Distinct(), Is.SubsetOf(new[] { "svg", "style", "rect", "circle", "defs", "g", "text", "use" }));
        Assert.That(elements.Attributes("href").Select(link => link.Value), Is.All.StartsWith("#"));
        Assert.That(elements.Where(element => element.Name.LocalName == "style").Select(style => style.Value), Is.All.Not.Contain("url(").And.All.Not.Contain("@import"));
    }

    [TestCaseSource(nameof(Recordings))]
    public void It_shows_folders_of_nobody(string picture)
    {
        string[] lines = [.. XDocument.Load(Path.Combine(SourceTree.Root, "docs/pictures", picture)).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
        Assert.That(lines, Has.Some.Contain("agsekit"));
        string[] paths = [.. lines.SelectMany(line => line.Split(' ')).Where(word => word.StartsWith('/') && word.Length > 1)];
        Assert.That(paths.Where(path => !path.StartsWith("/home/anna/work", StringComparison.Ordinal) && path is not "/etc/passwd"), Is.Empty);
    }

    /// <summary>That nothing of the computer is on them is seen to by demo/pictures.mjs, which knows the words on the page.</summary>
    [TestCaseSource(nameof(Photographs))]
    public void A_picture_of_the_page_is_small_and_says_nothing_besides(string picture)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(SourceTree.Root, "docs/pictures", picture));
        Assert.That(picture, Does.Match("^page-[a-z]+(-ru)?\\.webp$"));
        Assert.That(bytes, Has.Length.LessThanOrEqualTo(MostTaken));
        Assert.That((Encoding.ASCII.GetString(bytes, 0, 4), Encoding.ASCII.GetString(bytes, 8, 4)), Is.EqualTo(("RIFF", "WEBP")));
        Dictionary<string, int> chunks = Chunks(bytes).ToDictionary();
        Assert.That(chunks.Keys, Is.SubsetOf(new[] { "VP8 ", "VP8X", "ICCP", "ALPH" }), "no EXIF, no XMP");
        Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(chunks["VP8 "] + WidthInFrame)) & WidthBits, Is.InRange(600, Widest));
    }

    [TestCaseSource(nameof(Pictures))]
    public void It_is_shown_on_a_page_with_words_for_who_does_not_see_it(string picture)
    {
        string[] pages = ["README.md", "README.ru.md", .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Select(path => "docs/" + Path.GetFileName(path))];
        string shown = string.Join('\n', pages.Select(page => File.ReadAllText(Path.Combine(SourceTree.Root, page))));
        Assert.That(shown, Does.Match($@"!\[[^\]]{{20,}}\]\((docs/)?pictures/{picture.Replace(".", "\\.", StringComparison.Ordinal)}\)"));
    }

    [Test]
    public void A_picture_is_shown_as_a_link_would_be_so_that_one_that_is_not_there_is_found()
    {
        string page = "Words ![An overview](docs/pictures/none.webp) and [![twice](one.svg)](two.svg)";
        Assert.That(MarkdownPage.Parse("x.md", page).Links, Is.EqualTo(new[] { "docs/pictures/none.webp", "one.svg", "two.svg" }));
        IEnumerable<string> written = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Concat(Directory.EnumerateFiles(SourceTree.Root, "*.md"));
        Assert.That(written.Where(path => File.ReadAllText(path).Contains("<img ", StringComparison.OrdinalIgnoreCase)), Is.Empty, "the links within are not followed");
    }

    private static IEnumerable<KeyValuePair<string, int>> Chunks(byte[] bytes)
    {
        for (int at = FirstChunk; at + ChunkHead <= bytes.Length;)
        {
            int size = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
            yield return KeyValuePair.Create(Encoding.ASCII.GetString(bytes, at, 4), at + ChunkHead);
            at += ChunkHead + size + (size & 1);
        }
    }
}
