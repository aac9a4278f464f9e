using AgentSafetyKit.Boxes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Boxes;

internal sealed class BoxNamesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void What_is_noted_down_says_which_names_there_are_and_where_one_is_over()
    {
        string home = Directory.CreateTempSubdirectory("agsekit-u-").FullName;
        try
        {
            var names = new BoxNames(KitPaths.From(name => name == "AGSEKIT_HOME" ? home : null, 0));
            Assert.That(names.All(), Is.Empty);
            names.Note("one", "lasting", null);
            Assert.That((names.Note("two", "brief", Noon.AddYears(1)), names.Note("two", "brief", Noon.AddMinutes(1))), Is.EqualTo((true, false)));
            Assert.That(names.All(), Is.EqualTo(new[] { "brief", "lasting" }));
            Assert.That(names.Over(Noon), Is.Empty);
            Assert.That(names.Over(Noon.AddMinutes(1)), Is.EqualTo(new[] { "two" }), "the last word counts");
            names.Note("two", "other", null);
            names.Forget("two", ["brief", "../one/lasting", "unknown"]);
            names.Forget("none", ["brief"]);
            Assert.That((names.Of("two"), names.Of("one")), Is.EqualTo((new[] { "other" }, new[] { "lasting" })));
            Assert.That(names.Over(DateTimeOffset.MaxValue), Is.Empty);
            Assert.That((names.Note("two", "brief", null), names.Over(DateTimeOffset.MaxValue)), Is.EqualTo((true, Array.Empty<string>())), "made again, without an end");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
