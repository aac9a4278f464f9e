using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>What was done, and to what, is said as it is: where the result can not be printed, where a name is not text, where snapshots are another user's.</summary>
[Parallelizable]
internal sealed class ToldRightScenarios : SnapshotScenario
{
    private const string User = "1234";

    [TestCase(">/dev/full")]
    [TestCase(">&-")]
    public void What_is_done_is_said_also_where_its_result_can_not_be_printed(string output)
    {
        Shell("echo 1 >f");
        string first = Snapshot();
        Shell("echo 2 >f");
        Kit.Launcher = ["sh", "-c", $"exec \"$0\" \"$@\" {output}"];
        CommandResult taken = Kit.Run(BackupOnce);
        Assert.That(taken.ExitCode, Is.EqualTo(4));
        Assert.That(taken.ErrorText, Does.Contain("the work is done, but its result could not be printed").And.Contain("1 file, +0 ~1 -0"));
        Shell("echo 3 >f");
        CommandResult restored = Kit.Run("backup", "restore", first, "--yes", "--quiet");
        Assert.That(restored.ErrorText, Does.Contain("1 put back").And.Contain("How it was a moment ago is kept"));
        Assert.That(Shell("cat f"), Is.EqualTo("1\n"));
        Kit.Launcher = [];
        Assert.That(() => Directory.GetDirectories(Backups, "*-partial"), Is.Empty.After(10).Seconds.PollEvery(50).MilliSeconds, "somebody finishes it, without another command");
        Assert.That(Listed(), Has.Count.EqualTo(3));
    }

    [TestCase(">&- 2>&-", 4)]
    [TestCase("<&- 2>&-", 0)]
    [TestCase("<&- >&- 2>&-", 4)]
    public void Closed_standard_streams_are_nothing_to_die_of(string closed, int code)
    {
        Shell("echo 1 >f");
        Kit.Launcher = ["sh", "-c", $"exec \"$0\" \"$@\" {closed}"];
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.EqualTo(code));
        Kit.Launcher = [];
        Assert.That(Inventory(Listed().Single().Path), Is.EqualTo(Inventory(Project)));
    }

    [Test]
    public void A_name_that_is_no_text_is_never_taken_for_another_one()
    {
        Shell("mkdir \"$(printf 's\\351')\"; echo 1 >\"$(printf 'caf\\351')\"");
        string id = Snapshot();
        string[] before = Directory.GetFileSystemEntries(Root);
        Kit.Launcher = ["sh", "-c", "exec \"$0\" \"$@\" \"$(printf 'bk\\351')\""];
        AssertRefused(Kit.Run("backup-once", "--source-dir", Project, "--dest-dir"), 2, @"'bk\xe9' can not be used here", "it is not UTF-8");
        AssertRefused(Kit.Run("backup", "restore", id, "--yes", "--to"), 2, @"'bk\xe9' can not be used here");
        Assert.That(Directory.GetFileSystemEntries(Root), Is.EqualTo(before));
        Kit.Launcher = ["sh", "-c", "exec \"$0\" \"$@\" \"$(printf 'caf\\351')\""];
        Shell("echo 2 >\"$(printf 'caf\\351')\"; echo stays >\"$(printf 'caf\\352')\"");
        Assert.That(Kit.Run("backup", "restore", id, "--yes", "--quiet").ExitCode, Is.Zero);
        Assert.That(Shell("cat caf*"), Is.EqualTo("1\nstays\n"));
        Kit.Launcher = ["sh", "-c", "exec \"$0\" \"$@\" \"$(printf '" + id + ":caf\\351')\""];
        Assert.That(Kit.Run("backup", "show").OutputText, Is.EqualTo("1\n"));
        Kit.Launcher = ["sh", "-c", "exec \"$0\" \"$@\" \"$(printf 'caf\\351')\""];
        Assert.That(Kit.Run("backup", "find").OutputText, Does.Contain(@"caf\xe9").And.Not.Contain(@"caf\xea"));
        Assert.That(Kit.Run("backup", "history").ErrorText, Does.Contain(@"$'caf\xe9'").And.Not.Contain('\uFFFD'));
    }

    [Test]
    public void Snapshots_of_another_user_are_named_as_such_and_cleaning_leaves_them_whole()
    {
        if (Environment.UserName != "root")
            Assert.Ignore("only root can be somebody else");
        string copy = Path.Combine(Root, "agsekit");
        File.Copy(KitBinary.Path, copy);
        Shell("chmod 755 \"$1\" \"$2\"; mkdir -p \"$3\"; chown -R 1234:1234 \"$3\" \"$4\" \"$5\"", Root, copy, Backups, Project, Home);
        string[] asUser = ["setpriv", "--reuid=" + User, "--regid=" + User, "--clear-groups", "sh", "-c", "shift; exec \"$0\" \"$@\"", copy];
        Shell("echo 1 >f; chown 1234 f");
        string roots = Snapshot();
        Shell("chmod 777 \"$1\"; chmod 666 \"$1/backup.pid\"", Backups);
        Kit.Launcher = asUser;
        CommandResult listed = Kit.Run("backups", "--dest-dir", Backups);
        Assert.That(listed.OutputText, Does.Contain("(another user's)").And.Not.Contain("damaged"));
        Shell("echo 2 >f");
        CommandResult taken = Kit.Run(BackupOnce);
        Assert.That(taken.ExitCode, Is.EqualTo(7));
        Assert.That(taken.ErrorText, Does.Contain($"{roots}: the newest snapshot may not be read: it is another user's (number 0)"));
        Shell("echo 3 >f");
        CommandResult limited = Kit.Run([.. BackupOnce, "--max-backups", "1", "--backup-clean-method", "tail"]);
        Assert.That(limited.ExitCode, Is.EqualTo(7), limited.ErrorText);
        CommandResult cleaned = Kit.Run("backup-clean", Project, "1", "tail", "--dest-dir", Backups, "--yes");
        Assert.That(cleaned.ExitCode, Is.EqualTo(7), cleaned.ErrorText);
        Assert.That(cleaned.ErrorText, Does.Contain($"{roots}: should go and stays: it is another user's (number 0)"));
        Kit.Launcher = [];
        Assert.That(Listed().Select(snapshot => snapshot.Id), Does.Contain(roots), "whole, with its list of files");
        Assert.That(Listed(), Has.Count.EqualTo(2), "the user's own newest one, and root's");
        Assert.That(Partials(), Is.Empty);
    }

    private string[] Partials() => Directory.GetDirectories(Backups, "*-partial");
}
