using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>An ignore file is read up to a limit; half a line of it would leave out what nobody named.</summary>
internal sealed class LongIgnoreFileTests : SnapshotFixture
{
    [Test]
    public void Half_a_line_at_the_limit_is_no_pattern_and_what_does_not_hold_is_said()
    {
        string filler = string.Concat(Enumerable.Repeat("# a comment of some length\n", (IgnoreRules.LongestFile / 27) + 1))[..(IgnoreRules.LongestFile - 3)];
        Write(".backupignore", "first\n" + filler[..(filler.Length - 7)] + "\nimportant\nsecret\n");
        foreach (string name in (string[])["first", "im", "imp", "important", "secret"])
            Write(name, "x");
        SnapshotResult taken = Take();
        Assert.That(Shell("ls", Snapshot(taken)), Is.EqualTo("im\nimp\nimportant\nsecret\n"));
        Assert.That(taken.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.IgnoreFileTooLong, ".backupignore")]));
    }
}
