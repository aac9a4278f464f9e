using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>As most people run it: not root. Modes then decide what can be read, listed, written and removed.</summary>
[Parallelizable]
internal sealed class OrdinaryUserScenarios : SnapshotScenario
{
    private const string User = "1234";

    /// <summary>Gives what the test made to an ordinary user, and runs the executable as that user from now on.</summary>
    private void BecomeOrdinary()
    {
        if (Environment.UserName != "root")
            return;
        // A copy that anybody may execute: the folder of the sources may be closed to others.
        string copy = Path.Combine(Root, "agsekit");
        File.Copy(KitBinary.Path, copy);
        Shell("chmod 755 \"$1\" \"$2\"; mkdir -p \"$3\"; chown -R 1234:1234 \"$3\" \"$4\" \"$5\"", Root, copy, Backups, Project, Home);
        Kit.Launcher = ["setpriv", "--reuid=" + User, "--regid=" + User, "--clear-groups", "sh", "-c", "shift; exec \"$0\" \"$@\"", copy];
    }

    private void AsUser(string line) => Shell(Environment.UserName == "root" ? $"setpriv --reuid={User} --regid={User} --clear-groups bash -c '{line}'" : line);

    [Test]
    public void What_can_not_be_read_is_said_and_stops_no_snapshot_neither_the_first_nor_the_next()
    {
        Shell("mkdir closed; echo deep >closed/file; echo secret >secret; echo 1 >open; echo x >gone; chmod 0 closed secret");
        BecomeOrdinary();
        CommandResult first = Kit.Run(BackupOnce);
        Assert.That(first.ExitCode, Is.EqualTo(7), first.ErrorText);
        Assert.That(first.ErrorText, Does.Contain("closed").And.Contain("secret"));
        for (int round = 0; round < 3; round++)
        {
            Shell("echo \"$1\" >>open", $"{round}");
            CommandResult next = Kit.Run(BackupOnce);
            Assert.That(next.ExitCode, Is.AnyOf(0, 7), next.ErrorText);
        }

        AsUser("chmod 755 closed; chmod 644 secret");
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        List<(string Id, string Path)> listed = Listed();
        Assert.That(listed, Has.Count.EqualTo(5));
        Assert.That(Inventory(listed[^1].Path), Is.EqualTo(Inventory(Project)));
    }

    [Test]
    public void Folders_nobody_may_write_to_are_kept_brought_back_and_given_up()
    {
        Shell("mkdir -p mod/cache/x; echo 1 >mod/cache/x/a; echo 2 >mod/b; ln mod/b mod/c; chmod 444 mod/b mod/cache/x/a; chmod 555 mod/cache/x mod/cache mod");
        BecomeOrdinary();
        string id = Snapshot(), wanted = Inventory(Project);
        LearnNew(wanted);
        AsUser("chmod -R u+w mod; rm -r mod/cache; echo other >mod/b; mkdir -p late/inner; echo x >late/inner/f; chmod -R 555 late");
        LearnNew(Inventory(Project));
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        LearnNew(Inventory(Project));
        Assert.That(Kit.Run("backup", "restore", id, "--yes", "--quiet").ExitCode, Is.Zero);
        Assert.That(Inventory(Project), Is.EqualTo(wanted));
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        LearnNew(Inventory(Project));
        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void A_backup_folder_that_may_not_be_written_is_named_with_a_way_out()
    {
        Shell("echo 1 >a");
        BecomeOrdinary();
        Snapshot();
        Shell("echo 2 >a; chmod 555 \"$1\"", Backups);
        CommandResult refused = Kit.Run(BackupOnce);
        Assert.That(refused.ExitCode, Is.EqualTo(4), refused.ErrorText);
        Assert.That(refused.ErrorText, Does.Contain("EACCES").And.Contain("fix:"));
        Shell("chmod 700 \"$1\"", Backups);
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        Assert.That(Listed(), Has.Count.EqualTo(2));
    }
}
