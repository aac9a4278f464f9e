namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>The rules are worth as much as the reader below them.</summary>
public sealed class SourceTextTests
{
    [TestCase("a(); // Console.x\nb();", "a();             \nb();")]
    [TestCase("a(/* x\ny */ b);", "a(    \n     b);")]
    [TestCase("a(\"x\\\"y\", b)", "a(\"    \", b)")]
    [TestCase("a(@\"x\\\", b)", "a(@\"  \", b)")]
    [TestCase("a(@\"x\"\"y\", b)", "a(@\"    \", b)")]
    [TestCase("a($\"x{b.C}y\")", "a($\" {b.C} \")")]
    [TestCase("a($\"x{b[\"k\"]}y\", c)", "a($\" {b[\" \"]} \", c)")]
    [TestCase("a($\"{{x}}{b}\")", "a($\"     {b}\")")]
    [TestCase("a(\"\"\"x \"y\" z\"\"\", b)", "a(\"\"\"       \"\"\", b)")]
    [TestCase("a($$\"\"\"{x}{{b}}\"\"\")", "a($$\"\"\"   {{b}}\"\"\")")]
    [TestCase("a('\"', b, '\\'', c)", "a(' ', b, '  ', c)")]
    [TestCase("a(\"x\"u8, b)", "a(\" \"u8, b)")]
    public void Words_are_blanked_and_code_is_not(string text, string code) => Assert.That(SourceText.WithoutWords(text), Is.EqualTo(code));

    [Test]
    public void Every_file_of_ours_is_read_without_losing_its_way()
    {
        foreach (SourceFile file in SourceTree.CSharp("src"))
        {
            int depth = file.Code.Count(letter => letter == '{') - file.Code.Count(letter => letter == '}');
            Assert.That(depth, Is.Zero, file.Path);
        }
    }
}
