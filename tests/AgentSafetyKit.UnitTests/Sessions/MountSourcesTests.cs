using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.UnitTests.Configuration;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class MountSourcesTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("absolute")]
    [TestCase("relative")]
    [TestCase("to a link of the user's")]
    public void A_folder_swapped_for_a_link_within_an_agents_reach_leads_nowhere(string how)
    {
        string top = Make("top"), victim = Make("victim/deep");
        string between = _folder.At("between");
        Directory.CreateSymbolicLink(between, _folder.At("victim"));
        Directory.CreateSymbolicLink(Path.Combine(top, "sub"), how switch { "absolute" => victim, "relative" => "../victim/deep", _ => between });
        MountSources sources = Of(out ImmutableArray<MountSettings> mounts, "top", "top/sub", "top/sub/deep");
        Assert.That(mounts.Select(sources.Of), Is.EqualTo(new[] { top, Path.Combine(top, "sub"), Path.Combine(top, "sub/deep") }));
        Assert.That(Assert.Throws<KitException>(() => sources.Require(mounts[1]))!.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(Assert.Throws<KitException>(() => sources.Holding(Path.Combine(top, "sub")))!.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(sources.Holding(victim), Is.Null, "the folder behind the link is nobody's mount");
    }

    [Test]
    public void A_link_of_the_users_own_into_an_agents_folder_stops_where_the_agents_reach_begins()
    {
        string top = Make("top"), victim = Make("victim");
        Directory.CreateSymbolicLink(Path.Combine(top, "sub"), victim);
        Directory.CreateSymbolicLink(_folder.At("short"), Path.Combine(top, "./x/../sub"));
        MountSources sources = Of(out ImmutableArray<MountSettings> mounts, "top", "short");
        Assert.That(sources.Of(mounts[1]), Is.EqualTo(Path.Combine(top, "sub")));
    }

    [Test]
    public void Links_nobody_but_the_user_could_make_are_followed()
    {
        string work = Make("disk/work");
        Directory.CreateSymbolicLink(_folder.At("home"), "disk");
        MountSources sources = Of(out ImmutableArray<MountSettings> mounts, "home/work", "home/work/later");
        Assert.That(mounts.Select(sources.Of), Is.EqualTo(new[] { work, Path.Combine(work, "later") }));
        Assert.That(sources.Holding(_folder.At("home/work")), Is.SameAs(mounts[0]));
    }

    [Test]
    public void A_ring_of_links_is_given_up()
    {
        Directory.CreateSymbolicLink(_folder.At("a"), "b");
        Directory.CreateSymbolicLink(_folder.At("b"), "a");
        MountSources sources = Of(out ImmutableArray<MountSettings> mounts, "a/x");
        Assert.That(Assert.Throws<KitException>(() => sources.Require(mounts[0]))!.Code, Is.EqualTo(ErrorCode.FolderMissing));
    }

    private string Make(string name) => Directory.CreateDirectory(_folder.At(name)).FullName;

    private MountSources Of(out ImmutableArray<MountSettings> mounts, params string[] sources)
    {
        KitConfig config = Sample.Config(Sample.Machine + "mounts:\n" + string.Concat(sources.Select(source => $"  - {{source: {_folder.At(source)}, backups: off}}\n")));
        mounts = config.Mounts;
        return new MountSources(config);
    }
}
