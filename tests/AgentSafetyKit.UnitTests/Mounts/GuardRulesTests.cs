using System.Text;
using AgentSafetyKit.Mounts.Guard;

namespace AgentSafetyKit.UnitTests.Mounts;

public sealed class GuardRulesTests
{
    private static readonly GuardRules Rules = new(new GuardedFolderOptions { Protect = [".git/hooks", ".envrc", "/Makefile", "ci/", "docs/a/b/"] });

    [TestCase(".git/hooks", false)]
    [TestCase(".git/hooks/pre-commit", false)]
    [TestCase(".git/hooks2", true)]
    [TestCase(".git/config", true)]
    [TestCase("sub/.git/hooks/x", true)]
    [TestCase(".envrc", false)]
    [TestCase("a/b/.envrc", false)]
    [TestCase("a/.envrc/x", false)]
    [TestCase("a/.envrc2", true)]
    [TestCase("Makefile", false)]
    [TestCase("sub/Makefile", true)]
    [TestCase("x/ci/y", false)]
    [TestCase("docs/a/b/c", false)]
    [TestCase("docs/a", true)]
    public void A_protected_path_and_all_beneath_it_is_not_changed(string path, bool allowed) => Assert.That(Rules.AllowsChange(Encoding.UTF8.GetBytes(path)), Is.EqualTo(allowed));

    [TestCase(".git", false)]
    [TestCase("docs", false)]
    [TestCase("docs/a", false)]
    [TestCase("docs/a/b", false)]
    [TestCase("docs/ab", true)]
    [TestCase("sub", true)]
    public void A_folder_above_a_protected_path_stays_where_it_is(string path, bool allowed) => Assert.That(Rules.AllowsMove(Encoding.UTF8.GetBytes(path)), Is.EqualTo(allowed));

    [Test]
    public void A_read_only_mount_allows_nothing() => Assert.That(new GuardRules(new GuardedFolderOptions { ReadOnly = true }).AllowsChange("x"u8), Is.False);

    [TestCase("repo/.git/objects/ab/cdef", true)]
    [TestCase("objects/pack/pack-1.pack", true)]
    [TestCase("x.git/objects/info/commit-graph", true)]
    [TestCase("objects/abc/x", false)]
    [TestCase("objects/ab", false)]
    [TestCase("src/objects/thing.c", false)]
    public void Objects_of_git_are_known_by_their_place(string path, bool expected) => Assert.That(GitObjects.Hold(Encoding.UTF8.GetBytes(path)), Is.EqualTo(expected));
}
