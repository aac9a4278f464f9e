using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.UnitTests.FileTree;

internal sealed class TreePathTests
{
    [TestCase("a/b", "a/b")]
    [TestCase("./a//b/.", "a/b")]
    [TestCase(".", "")]
    [TestCase("..a/b..", "..a/b..")]
    public void A_path_within_a_tree_is_made_plain(string given, string plain) => Assert.That(TreePath.Parse(given).ToString(), Is.EqualTo(plain));

    [TestCase("/etc")]
    [TestCase("..")]
    [TestCase("a/../b")]
    [TestCase("a\0b")]
    public void A_path_that_could_lead_out_is_none(string given) => Assert.That(TreePath.TryParse(given, out _), Is.False);

    [TestCase("a/b", "a", true)]
    [TestCase("a", "a", true)]
    [TestCase("ab", "a", false)]
    [TestCase("a", "a/b", false)]
    [TestCase("x", "", true)]
    public void Being_within_goes_by_components(string path, string folder, bool within) =>
        Assert.That(TreePath.Parse(path).IsWithin(TreePath.Parse(folder)), Is.EqualTo(within));

    [Test]
    public void Printing_never_shows_raw_control_characters() => Assert.That(TreePath.Root.Append("a\u001b[2J\n"u8).ToString(), Is.EqualTo("a\\x1b[2J\\n"));
}
