using System.Text;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Storage;

public sealed class KitPathsTests
{
    [Test]
    public void Without_any_variable_the_XDG_defaults_below_home_hold()
    {
        KitPaths paths = From(("HOME", "/home/ann"));

        Assert.Multiple(() =>
        {
            Assert.That(paths.ConfigFile, Is.EqualTo("/home/ann/.config/agsekit/config.yaml"));
            Assert.That(paths.StateFolder, Is.EqualTo("/home/ann/.local/state/agsekit"));
            Assert.That(paths.DataFolder, Is.EqualTo("/home/ann/.local/share/agsekit"));
            Assert.That(paths.CacheFolder, Is.EqualTo("/home/ann/.cache/agsekit"));
            Assert.That(paths.RuntimeFolder, Is.EqualTo("/home/ann/.local/state/agsekit/run"));
        });
    }

    [Test]
    public void XDG_variables_are_followed_unless_they_are_relative_or_empty()
    {
        KitPaths paths = From(
            ("HOME", "/home/ann"), ("XDG_CONFIG_HOME", "/c/"), ("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", ""), ("XDG_CACHE_HOME", "/var/../k"), ("XDG_RUNTIME_DIR", "/run/user/7"));

        Assert.Multiple(() =>
        {
            Assert.That(paths.ConfigFolder, Is.EqualTo("/c/agsekit"));
            Assert.That(paths.StateFolder, Is.EqualTo("/home/ann/.local/state/agsekit"));
            Assert.That(paths.DataFolder, Is.EqualTo("/home/ann/.local/share/agsekit"));
            Assert.That(paths.CacheFolder, Is.EqualTo("/k/agsekit"));
            Assert.That(paths.RuntimeFolder, Is.EqualTo("/run/user/7/agsekit"));
        });
    }

    [Test]
    public void AGSEKIT_HOME_holds_everything_and_wins()
    {
        KitPaths paths = From(("AGSEKIT_HOME", "/kit/"), ("HOME", "/home/ann"), ("XDG_STATE_HOME", "/s"), ("SNAP_NAME", "agent-safety-kit"), ("SNAP_USER_COMMON", "/snap"));

        Assert.That(
            new[] { paths.ConfigFolder, paths.StateFolder, paths.DataFolder, paths.CacheFolder, paths.RuntimeFolder },
            Is.EqualTo(new[] { "/kit", "/kit/state", "/kit/data", "/kit/cache", "/kit/run" }));
    }

    [Test]
    public void A_relative_AGSEKIT_HOME_is_ignored() => Assert.That(From(("AGSEKIT_HOME", "kit"), ("HOME", "/h")).StateFolder, Is.EqualTo("/h/.local/state/agsekit"));

    [Test]
    public void In_our_snap_the_snaps_folder_holds_everything_and_in_a_foreign_one_it_does_not()
    {
        Assert.That(From(("SNAP_NAME", "agent-safety-kit"), ("SNAP_USER_COMMON", "/snap"), ("HOME", "/h")).DataFolder, Is.EqualTo("/snap/data"));
        Assert.That(From(("SNAP_NAME", "code"), ("SNAP_USER_COMMON", "/snap"), ("HOME", "/h")).DataFolder, Is.EqualTo("/h/.local/share/agsekit"));
    }

    [Test]
    public void A_runtime_folder_too_long_for_sockets_moves_to_a_short_one_of_its_own()
    {
        string home = "/" + new string('x', 80), other = "/" + new string('y', 80), cyrillic = "/" + new string('ж', 40);

        string runtime = From(("AGSEKIT_HOME", home)).RuntimeFolder;

        Assert.Multiple(() =>
        {
            Assert.That(runtime, Does.StartWith("/tmp/agsekit-1000-"));
            Assert.That(Encoding.UTF8.GetByteCount(runtime), Is.LessThanOrEqualTo(60));
            Assert.That(From(("AGSEKIT_HOME", home)).RuntimeFolder, Is.EqualTo(runtime), "the same every time");
            Assert.That(From(("AGSEKIT_HOME", other)).RuntimeFolder, Is.Not.EqualTo(runtime), "another home, another folder");
            Assert.That(From(("AGSEKIT_HOME", cyrillic)).RuntimeFolder, Does.StartWith("/tmp/"), "bytes count, not letters");
        });
    }

    private static KitPaths From(params (string Name, string Value)[] variables) =>
        KitPaths.From(name => variables.FirstOrDefault(variable => variable.Name == name).Value, 1000);
}
