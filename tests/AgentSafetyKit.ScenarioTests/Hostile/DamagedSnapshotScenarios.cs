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

    [Test]
    public void A_folder_that_is_restored_is_said_to_be_even_where_its_safety_snapshot_can_not_be_finished_yet()
    {
        Shell("echo a >a; touch -d '1 hour ago' a");
        string id = Snapshot();
        Shell("echo new >n");
        // No process of its own can be started, and the snapshot can not take its place.
        Shell("""
            export HOME="$4" AGSEKIT_HOME="$4"
            cp "$1" ../ag
            { code=0; strace -f -o /dev/null -e trace=fsync,renameat2 -e inject=fsync:delay_enter=400000 -e inject=renameat2:error=EIO ../ag backup restore "$2" --source-dir . --dest-dir "$3" --yes --json >../out 2>../said || code=$?; echo $code >../code; } &
            sleep 1.2; rm ../ag; wait
            """, KitBinary.Path, id, Backups, Home);
        string said = File.ReadAllText(Path.Combine(Root, "said"));
        Assert.That((File.ReadAllText(Path.Combine(Root, "code")), Shell("ls")), Is.EqualTo(("7\n", "a\n")), said);
        Assert.That(said, Does.Contain("not finished yet"));
        Shell("grep -q safetySnapshot ../out");
        Assert.That(Kit.Run("backups", Project, "--dest-dir", Backups).OutputText, Does.Contain("restore"));
    }
}
