using System.Text;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class ReviewBuilderTests
{
    private static readonly RunRecord Run = new() { Id = "20260101-120000-1a2b", Agent = "a", Machine = "m", Folder = "/project", StartedAt = DateTimeOffset.UnixEpoch };

    [Test]
    public void A_repository_without_a_work_tree_is_seen_by_its_head_and_config()
    {
        ReviewReport review = ReviewBuilder.Build(Run, [File("data/HEAD"), File("data/config"), File("app/config"), File("OVERHEAD"), File("config"), Deleted("old/HEAD"), File("old/config")]);
        Assert.That(review.NeedsALook.Select(item => item.Path), Is.EqualTo((string[])["data/config"]));
    }

    [Test]
    public void Links_in_the_place_of_folders_the_host_obeys_are_seen_and_deleted_ones_are_not()
    {
        ReviewReport review = ReviewBuilder.Build(Run, [Link(".git/hooks", "../tools"), Link(".vscode", "conf"), Link("sub/.git", "x/../.."), Link("plain", "conf"), File(".git"), Deleted(".envrc")]);
        Assert.That(
            review.NeedsALook.Select(item => (item.Path, item.Severity)),
            Is.EqualTo(((string, ReviewSeverity)[])[
                (".git", ReviewSeverity.AtOnce), (".git/hooks", ReviewSeverity.AtOnce), (".vscode", ReviewSeverity.WhenOpened), ("sub/.git", ReviewSeverity.AtOnce)]));
        Assert.That(review.Items.Single(item => item.Path == "sub/.git").Warning.Russian, Is.EqualTo("ссылка наружу: x/../.."));
    }

    private static TreeChange File(string path) => new() { Path = TreePath.Parse(path), Kind = ChangeKind.Added, NewKind = EntryKind.File, NewMode = 0x1A4 };

    private static TreeChange Link(string path, string target) =>
        new() { Path = TreePath.Parse(path), Kind = ChangeKind.Added, NewKind = EntryKind.SymbolicLink, NewTarget = Encoding.UTF8.GetBytes(target) };

    private static TreeChange Deleted(string path) => new() { Path = TreePath.Parse(path), Kind = ChangeKind.Deleted, OldKind = EntryKind.File, OldMode = 0x1A4 };
}
