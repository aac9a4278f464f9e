using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class FolderRulesTests
{
    private static readonly FolderRules Rules =
        new("/home/ann", KitPaths.From(name => name switch { "HOME" => "/home/ann", "XDG_RUNTIME_DIR" => "/run/user/1000", _ => null }, 1000), () => ["/home/ann", "/srv/git"], (folder, name) => folder == "/srv/oldhome" && name == ".ssh");

    [TestCase("/home/ann/work/project")]
    [TestCase("/home/ann/p")]
    [TestCase("/tmp/project")]
    [TestCase("/srv/project")]
    [TestCase("/srv/git/project")]
    [TestCase("/mnt/disk/project")]
    [TestCase("/etcetera/project")]
    [TestCase("/home/ann/.dotfiles")]
    public void A_project_is_fine(string folder) => Assert.DoesNotThrow(() => Rules.Check(folder));

    [TestCase("/")]
    [TestCase("/home")]
    [TestCase("/home/ann")]
    [TestCase("/etc")]
    [TestCase("/etc/nginx")]
    [TestCase("/usr/local/src")]
    [TestCase("/var/lib/postgresql")]
    [TestCase("/tmp")]
    [TestCase("/home/ann/.ssh")]
    [TestCase("/home/ann/.ssh/keys")]
    [TestCase("/home/ann/.config")]
    [TestCase("/home/ann/.config/agsekit")]
    [TestCase("/home/ann/.local/share/agsekit/vms")]
    [TestCase("/proc/self")]
    [TestCase("/home/bob")]
    [TestCase("/srv/git")]
    [TestCase("/srv/oldhome")]
    public void Other_peoples_the_systems_and_our_own_folders_are_refused(string folder)
    {
        KitException error = Assert.Throws<KitException>(() => Rules.Check(folder))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(error.Cause.English, Is.Not.Empty);
    }

    [Test]
    public void A_home_beneath_a_system_folder_still_has_projects()
    {
        var rules = new FolderRules("/var/lib/jenkins", KitPaths.From(name => name == "HOME" ? "/var/lib/jenkins" : null, 1000), () => [], (_, _) => false);
        Assert.DoesNotThrow(() => rules.Check("/var/lib/jenkins/project"));
        Assert.Throws<KitException>(() => rules.Check("/var/lib/other"));
        Assert.Throws<KitException>(() => rules.Check("/var/lib"));
    }

    [Test]
    public void A_folder_around_our_own_state_is_refused()
    {
        var rules = new FolderRules("/home/ann", KitPaths.From(name => name == "AGSEKIT_HOME" ? "/data/kit/home" : null, 1000), () => [], (_, _) => false);
        Assert.Throws<KitException>(() => rules.Check("/data/kit"));
        Assert.DoesNotThrow(() => rules.Check("/data/project"));
    }

    [Test]
    public void Homes_are_the_sixth_field_of_the_list_of_users() =>
        Assert.That(HomeFolders.In(["git:x:998:998:Git, version control:/srv/git:/bin/sh", "broken:x", "none:x:1:1:::", ""]), Is.EqualTo(new[] { "/srv/git" }));
}
