using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.UnitTests.Configuration;

/// <summary>What <c>exclude</c> of a mount may say, and when it says less than it seems to.</summary>
public sealed class ExcludeTests
{
    [TestCase("build/")]
    [TestCase("*.o")]
    [TestCase("!/src/**")]
    [TestCase("[ab]/x")]
    [TestCase("a\\\\[b")]
    [TestCase("with blank")]
    public void A_line_of_an_ignore_file_is_one(string pattern) => Assert.That(Read($"\"{pattern}\"").Config!.Mounts[0].Exclude, Has.Length.EqualTo(1));

    [TestCase("")]
    [TestCase("!")]
    [TestCase("/")]
    [TestCase("!/")]
    [TestCase("build/ ")]
    [TestCase(" build/")]
    [TestCase("! build/")]
    [TestCase("#comment")]
    [TestCase("./src/")]
    [TestCase("~/src")]
    [TestCase("[abc")]
    [TestCase("a\\nb")]
    [TestCase("../x")]
    public void What_can_fit_nothing_is_refused(string pattern) => Assert.That(Read($"\"{pattern}\"").Problems.Select(problem => (problem.Severity, problem.Path)), Is.EqualTo(new[] { (ConfigSeverity.Error, "mounts[0].exclude[0]") }));

    [TestCase("'!/src/', '!/src/**', build/", "")]
    [TestCase("'!*.key', '!/a/*', '!/a'", "")]
    [TestCase("'!/a/', '!/a/b/', '!/a/b/**', '!/a/**'", "")]
    [TestCase("'!/src/'", "'!/src/' saves the folder, and an ignore file can still leave out what is in it; add '!/src/**'")]
    [TestCase("'!/a/b/**', '!/a/b/'", "'!/a/b/**' saves nothing where an ignore file leaves out 'a/'; add '!/a/' before it|'!/a/b/' saves nothing where an ignore file leaves out 'a/'; add '!/a/' before it")]
    public void What_saves_less_than_it_seems_is_said(string patterns, string said) =>
        Assert.That(string.Join('|', Read(patterns).Problems.Select(problem => problem.Severity == ConfigSeverity.Error ? "error" : problem.Message.English)), Is.EqualTo(said));

    [Test]
    public void Of_two_mounts_that_share_their_snapshots_one_decides()
    {
        ConfigReadResult read = Sample.Read(
            Sample.Machine + "  other: {cpu: 1, ram: 1G, disk: 8G}\n  third: {cpu: 1, ram: 1G, disk: 8G}\n"
            + "mounts: [{source: ~/p, exclude: [a]}, {source: ~/p, vm: other, exclude: [b]}, {source: ~/p, vm: third, backup: ~/elsewhere, exclude: [c]}]");
        Assert.That(read.Problems.Select(problem => (problem.Severity, problem.Path)), Is.EqualTo(new[] { (ConfigSeverity.Warning, "mounts[1].exclude") }));
    }

    private static ConfigReadResult Read(string patterns) => Sample.Read(Sample.Machine + $"mounts: [{{source: ~/p, exclude: [{patterns}]}}]");
}
