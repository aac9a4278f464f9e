using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>A restore takes nothing away that is not kept somewhere, and nothing that its plan did not name.</summary>
[Parallelizable]
internal sealed class RestoreSafetyScenarios : Scenario
{
    [Test]
    public void A_file_beyond_the_limit_of_size_can_be_brought_back_after_a_restore_took_it_away()
    {
        Shell("echo good >a");
        WriteConfig($$"""
            vms:
              agent-ubuntu: {cpu: 1, ram: 1G, disk: 5G}
            mounts:
              - {source: {{Project}}, backup: {{Backups}}, max_file_size: 1M}
            """);
        string id = Snapshot();
        Shell("echo bad >a; head -c 3M /dev/urandom >work.bin");
        string wreck = Inventory(Project);
        CommandResult restored = Kit.Run("backup", "restore", id, "--yes", "--json");
        Assert.That((restored.ExitCode, File.Exists(Path.Combine(Project, "work.bin"))), Is.EqualTo((0, false)));
        string safety = Json(restored).GetProperty("safetySnapshot").GetString()!;
        Assert.That(Kit.Run("backup", "restore", safety, "--yes", "--quiet").ExitCode, Is.Zero);
        Assert.That(Inventory(Project), Is.EqualTo(wreck));
    }

    [Test]
    public void The_folder_itself_as_another_place_is_restored_in_place_and_above_or_below_it_is_refused()
    {
        Shell("echo good >a; mkdir sub");
        string id = Snapshot();
        Shell("echo bad >a; ln -s \"$PWD\" ../name");
        foreach (string place in (string[])[Project, Path.Combine(Root, "name"), Project + "/sub/.."])
        {
            Shell("echo bad >a");
            CommandResult restored = Kit.Run("backup", "restore", id, "--to", place, "--yes", "--json");
            Assert.That(restored.ExitCode, Is.Zero);
            string safety = Json(restored).GetProperty("safetySnapshot").GetString()!;
            Assert.That(Kit.Run("backups", "--quiet").ExitCode, Is.Zero, "whoever looks sees it whole");
            Assert.That((Shell("cat a"), Shell("cat \"$1\"/a", Path.Combine(Backups, safety))), Is.EqualTo(("good\n", "bad\n")), place);
        }

        AssertRefused(Kit.Run("backup", "restore", id, "--to", Project + "/sub", "--yes"), 2, "it lies inside the protected folder", "leave --to out");
        AssertRefused(Kit.Run("backup", "restore", id, "--to", Project + "/new/place", "--yes"), 2, "it lies inside the protected folder");
        AssertRefused(Kit.Run("backup", "restore", id, "--to", Root, "--yes"), 2, "the protected folder lies inside it", "name a folder beside");
        Assert.That(Shell("ls"), Is.EqualTo("a\nsub\n"));
    }

    [Test]
    public void What_the_rules_leave_out_stays_where_the_snapshot_has_a_folder_by_its_name()
    {
        Shell("printf 'thing\\n!thing/\\n' >.backupignore; mkdir thing; echo 1 >thing/file; echo 1 >b");
        string id = Snapshot();
        Shell("rm -r thing; echo secret >thing; echo 2 >b");
        CommandResult restored = Kit.Run("backup", "restore", id, "--yes");
        Assert.That(restored.ExitCode, Is.EqualTo(7));
        Assert.That(restored.ErrorText, Does.Contain("thing: left as it is"));
        Assert.That(Shell("cat thing b"), Is.EqualTo("secret\n1\n"));
    }

    [Test]
    public async Task Work_done_while_the_question_stands_open_is_left_alone_and_named()
    {
        Shell("for f in changed gone; do echo one >$f; done");
        string id = Snapshot();
        Shell("echo two >changed; rm gone; echo two >extra");
        using (var terminal = new TerminalSession(Path.Combine(Root, "tmux"), Kit, "backup", "restore", id))
        {
            await terminal.WaitFor("Do it?");
            Shell("echo three >changed; echo three >gone; echo three >extra; echo three >late");
            terminal.Line("y");
            await terminal.WaitFor("ENDED:7");
            Assert.That(terminal.Screen, Does.Contain("changed: left").And.Contain("gone: left").And.Contain("extra: left"));
        }

        Assert.That(Shell("cat changed gone extra late"), Is.EqualTo("three\nthree\nthree\nthree\n"));
        Assert.That(Kit.Run("backup", "restore", id, "--yes").ExitCode, Is.Zero);
        Assert.That(Shell("cat *"), Is.EqualTo("one\none\n"), "and the same command, given again, finishes it");
    }

    [Test]
    public void A_snapshot_that_lost_its_list_of_files_deletes_nothing_and_says_so()
    {
        Shell("echo one >a; echo key >key.secret");
        Assert.That(Kit.Run([.. BackupOnce, "--exclude", "*.secret"]).ExitCode, Is.Zero);
        string id = Path.GetFileName(Directory.GetDirectories(Backups).Single());
        Shell("rm \"$1\"/.agsekit-*.man; echo two >a; echo new >b", Backups);
        CommandResult restored = Kit.Run("backup", "restore", id, "--yes");
        Assert.That((restored.ExitCode, Shell("cat a b key.secret")), Is.EqualTo((0, "one\nnew\nkey\n")));
        Assert.That(restored.ErrorText, Does.Contain("has no list of files").And.Contain("(2 to keep)"));
    }
}
