using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>What a snapshot is said to have is looked for before a restore removes it from the folder.</summary>
[Parallelizable]
internal sealed class DamagedSnapshotScenarios : Scenario
{
    private string[] Here => ["--source-dir", Project, "--dest-dir", Backups];

    [Test]
    public void What_the_newest_snapshot_lost_is_copied_before_a_restore_takes_it_away(
        [Values(
            "rm \"$1\"",
            "printf 'XXXXXXXX\\n' >\"$1\"",
            "touch -r \"$1\" ../time; printf 'XXXXXXXX\\n' >\"$1\"; touch -r ../time \"$1\"",
            "touch -r \"$1\" ../time; rm \"$1\"; printf 'XXXXXXXX\\n' >\"$1\"; touch -r ../time \"$1\"")] string damage,
        [Values] bool somethingChanged)
    {
        Shell("mkdir d; echo 1 >f1; touch -d '1 hour ago' f1");
        string first = Snapshot();
        Shell("echo precious >d/X; ln d/X d/W; echo other >d/Y; ln -s precious d/L; sleep 1");
        string second = Snapshot();
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        foreach (string name in (string[])["X", "W"])
            Shell(damage, Path.Combine(Backups, second, "d", name));
        Shell("ln -sfn XXXXXXXX \"$1\"/d/L", Path.Combine(Backups, second));
        if (somethingChanged)
            Shell("echo z >d/Z");
        string wreck = Inventory(Project);
        CommandResult restored = Kit.Run(["backup", "restore", first, .. Here, "--yes", "--json"]);
        Assert.That((restored.ExitCode, Shell("find . -type f")), Is.EqualTo((0, "./f1\n")), restored.ErrorText);
        string safety = Json(restored).GetProperty("safetySnapshot").GetString()!;
        Assert.That(Kit.Run("backups", Project, "--dest-dir", Backups).ExitCode, Is.Zero);
        Assert.That(Shell("cd \"$1\"/d; cat X W; readlink L; test X -ef W", Path.Combine(Backups, safety)), Is.EqualTo("precious\nprecious\nprecious\n"));
        Assert.That(Kit.Run(["backup", "verify", safety, .. Here]).ExitCode, Is.Zero);
        Assert.That(Kit.Run(["backup", "restore", safety, .. Here, "--yes"]).ExitCode, Is.Zero);
        Assert.That(Inventory(Project), Is.EqualTo(wreck));
    }
}
