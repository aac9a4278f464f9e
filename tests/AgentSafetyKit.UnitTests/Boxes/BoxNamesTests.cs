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
            names.Add("one", "lasting", null);
            names.Add("two", "brief", Noon.AddMinutes(1));
            names.Add("two", "brief", Noon.AddYears(1));
            Assert.That(names.All(), Is.EqualTo(new[] { "brief", "lasting" }));
            Assert.That(names.Over(Noon), Is.Empty);
            Assert.That(names.Over(Noon.AddMinutes(1)), Is.EqualTo(new[] { "two" }), "the first word counts");
            names.Save("two", [new BoxInfo("other", true, Noon, null, "none", "default")]);
            Assert.That(names.Of("two"), Is.EqualTo(new[] { "other" }));
            Assert.That(names.Over(DateTimeOffset.MaxValue), Is.Empty);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
