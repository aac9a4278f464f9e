using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>Snapshots and restores by hand, as people and programs see them.</summary>
[Parallelizable]
internal sealed class BackupScenarios : Scenario
{
    [Test]
    public void A_snapshot_is_taken_listed_and_restored()
    {
        Shell("mkdir src; echo one >src/a; echo two >b; ln -s src/a link; chmod 750 b");
        string before = Inventory(Project);
        CommandResult taken = Kit.Run(BackupOnce);
        Assert.That(taken.ExitCode, Is.Zero);
        Assert.That(taken.OutputText, Does.Match(@"^Snapshot \d{8}-\d{6}: \d files, \+\d ~0 -0, 8 B copied\.\n$"));
        Assert.That(Kit.Run(BackupOnce).OutputText, Does.StartWith("Nothing changed since "));
        JsonElement listed = Json(Kit.Run("backups", "--json")).GetProperty("snapshots");
        Assert.That(listed.GetArrayLength(), Is.EqualTo(1));
        string id = listed[0].GetProperty("id").GetString()!;
        Assert.That(Inventory(listed[0].GetProperty("path").GetString()!), Is.EqualTo(before));
        Shell("rm -r src b; echo new >c");
        CommandResult restored = Kit.Run("backup", "restore", id, "--yes");
        Assert.That(restored.ExitCode, Is.Zero);
        Assert.That(restored.OutputText, Does.Contain("Restored " + Project).And.Contain("agsekit backup restore "));
        Assert.That(Inventory(Project), Is.EqualTo(before));
        Assert.That(Kit.Run("backup", "restore", id, "--yes").OutputText, Does.Contain("is already as in " + id));
        Assert.That(Kit.Run("backups").OutputText, Does.Contain("by hand").And.Contain("before a restore"));
    }

    [Test]
    public void By_hand_the_limits_of_the_configuration_hold_too()
    {
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nmounts:\n  - {{source: {Project}, max_file_size: 1K, max_snapshot_new_bytes: 2K, min_free_space: 1M}}\n");
        Shell("echo one >small; head -c 5000 /dev/zero >large");
        CommandResult first = Kit.Run(BackupOnce);
        Assert.That((first.ExitCode, first.ErrorText.Contains("large: larger than allowed", StringComparison.Ordinal)), Is.EqualTo((7, true)), first.ErrorText);
        Shell("for i in 1 2 3 4 5; do head -c 900 /dev/urandom >n$i; done");
        AssertRefused(Kit.Run(BackupOnce), 6, "max_snapshot_new_bytes", "--yes");
        Assert.That(Kit.Run([.. BackupOnce, "--yes"]).ExitCode, Is.EqualTo(7));
    }

    /// <summary>An agent writes the ignore files; it does not reach the configuration.</summary>
    [Test]
    public void What_the_configuration_says_is_saved_or_left_out_whatever_the_ignore_files_say()
    {
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nmounts:\n  - {{source: {Project}, min_free_space: 1M, interval: 60, exclude: [build/, '!/src/', '!/src/**']}}\n");
        Shell("mkdir -p src/deep build; echo one >src/a; echo two >src/deep/b; echo three >build/c; echo '*' >.backupignore; echo four >d; echo five >e");
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        Assert.That(Saved(), Is.EqualTo("src/a\nsrc/deep/b\n"));
        Shell("echo '!build/' >.backupignore");
        Assert.That(Kit.Run([.. BackupOnce, "--exclude", "d", "--exclude", "!/build/"]).ExitCode, Is.Zero);
        Assert.That(Saved(), Is.EqualTo(".backupignore\nbuild/c\ne\nsrc/a\nsrc/deep/b\n"), "the command has the last word");

        string Saved() => Shell($"cd '{Json(Kit.Run("backups", "--json")).GetProperty("snapshots").EnumerateArray().Last().GetProperty("path").GetString()}' && find . -type f | sort | sed 's/^..//'");
    }

    [Test]
    public void What_is_left_out_since_a_restore_is_not_called_gone()
    {
        Shell("mkdir build src; for i in $(seq 200); do echo $i >build/$i; done; for i in $(seq 20); do echo $i >src/$i; done");
        string id = Snapshot();
        Shell("echo more >src/1");
        Assert.That(Kit.Run("backup", "restore", id, "--yes", "--quiet").ExitCode, Is.Zero);
        WriteConfig($"vms: {{agent: {{cpu: 1, ram: 1G, disk: 5G}}}}\nmounts:\n  - {{source: {Project}, min_free_space: 1M, exclude: [build/]}}\n");
        CommandResult refused = Kit.Run(BackupOnce);
        AssertRefused(refused, 6, "now leave out 200 of the 220 files", "--yes", "at exclude in the configuration");
        Assert.That(refused.ErrorText, Does.Not.Contain("gone").And.Not.Contain("backup restore"));
        Shell("rm src/2");
        Assert.That(Kit.Run(BackupOnce).ErrorText, Does.Contain("leave out 200 of the 220 files").And.Contain("besides, 1 of the 220 files").And.Not.Contain("wiped").And.Not.Contain("backup restore"));
        Assert.That(Kit.Run([.. BackupOnce, "--yes"]).ExitCode, Is.Zero);
    }

    [Test]
    public void Of_two_mounts_of_a_folder_the_one_with_these_snapshots_counts()
    {
        WriteConfig($$$"""
            vms: {agent: {cpu: 1, ram: 1G, disk: 5G}, other: {cpu: 1, ram: 1G, disk: 5G}}
            mounts:
              - {source: {{{Project}}}, min_free_space: 1M, backup: {{{Path.Combine(Root, "elsewhere")}}}, exclude: [a]}
              - {source: {{{Project}}}, min_free_space: 1M, vm: other, backup: {{{Backups}}}, exclude: [b]}

            """);
        Shell("echo one >a; echo two >b");
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        Assert.That(Shell($"ls '{Backups}'/2*/"), Is.EqualTo("a\n"));
    }

    [Test]
    public void A_dry_run_changes_nothing_and_tells_programs_each_step()
    {
        Shell("echo one >a; echo two >b");
        string id = Snapshot();
        Shell("rm a; echo changed >b; echo new >c");
        string before = Inventory(Project), backups = Inventory(Backups);
        CommandResult plan = Kit.Run("backup", "restore", id, "--dry-run", "--json", "--quiet");
        JsonElement record = Json(plan);
        Assert.That((plan.ErrorText, record.GetProperty("done").GetBoolean(), record.GetProperty("created").GetInt32(), record.GetProperty("deleted").GetInt32()), Is.EqualTo(("", false, 1, 1)));
        Assert.That(record.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("path").GetString()), Is.SupersetOf(new[] { "a", "b", "c" }));
        AssertRefused(Kit.Run("backup", "restore", id, "--dry-run"), 0, "1 to create, 1 to put back, 1 to delete", "  + a", "  - c");
        Assert.That((Inventory(Project), Inventory(Backups)), Is.EqualTo((before, backups)));
    }

    [Test]
    public void One_path_or_another_place_can_be_restored()
    {
        Shell("mkdir d; echo one >d/a; echo two >b");
        string id = Snapshot(), whole = Inventory(Project);
        Shell("echo worse >d/a; echo worse >b");
        Assert.That(Kit.Run("backup", "restore", id, "d/a", "--yes", "--quiet").ExitCode, Is.Zero);
        Assert.That((Shell("cat d/a"), Shell("cat b")), Is.EqualTo(("one\n", "worse\n")));
        string look = Path.Combine(Root, "look");
        Assert.That(Kit.Run("backup", "restore", id, "--to", look, "--yes").ExitCode, Is.Zero);
        Assert.That(Inventory(look), Is.EqualTo(whole));
        AssertRefused(Kit.Run("backup", "restore", id, "nothing", "--yes"), 6, "'nothing' can not be restored");
        AssertRefused(Kit.Run("backup", "restore", id, "../b", "--yes"), 2, "is not in " + Project);
        AssertRefused(Kit.Run("backup", "restore", "../project", "--yes"), 6, "there is no snapshot");
    }

    [Test]
    public void Nobody_to_ask_means_no_and_names_the_word_that_agrees()
    {
        Shell("echo one >a");
        string id = Snapshot();
        Shell("echo two >a");
        AssertRefused(Kit.Run("backup", "restore", id), 2, "nothing was restored", "add --yes");
        AssertRefused(Kit.RunWithInput("y\n", "backup", "restore", id, "--no-input"), 2, "add --yes");
        AssertRefused(Kit.RunWithInput("y\n", "backup", "restore", id, "--non-interactive"), 2, "add --yes");
        Kit.Variables["AGSEKIT_LANG"] = "ru";
        AssertRefused(Kit.Run("backup", "restore", id), 2, "ничего не восстановлено", "добавьте --yes");
        Assert.That(Shell("cat a"), Is.EqualTo("two\n"));
    }

    [Test]
    public void An_emptied_folder_is_saved_only_when_told_so()
    {
        Shell("echo one >a");
        Snapshot();
        Shell("rm a");
        AssertRefused(Kit.Run(BackupOnce), 6, "no snapshot of " + Project, "--yes");
        Assert.That(Kit.Run([.. BackupOnce, "--yes"]).ExitCode, Is.Zero);
    }

    [Test]
    public void Snapshots_inside_the_folder_are_refused()
    {
        AssertRefused(Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", Path.Combine(Project, "b")), 2, "lies inside the protected folder");
        AssertRefused(Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", Project), 2, "they are the same folder");
        AssertRefused(Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", Root), 2, "the protected folder lies inside");
        Assert.That(Directory.EnumerateFileSystemEntries(Project), Is.Empty);
    }

    [Test]
    public void A_snapshot_leaves_out_what_it_is_told_to()
    {
        Shell("mkdir node_modules; echo x >node_modules/x; echo a >a; echo l >b.log; echo '*.log' >.backupignore");
        CommandResult taken = Kit.Run([.. BackupOnce, "--exclude", "node_modules/", "--json"]);
        string path = Json(taken).GetProperty("snapshot").GetProperty("path").GetString()!;
        Assert.That(Shell("ls -A \"$1\"", path), Is.EqualTo(".backupignore\na\n"));
    }

    [Test]
    public void Quiet_talk_is_none_and_results_stay_alone_on_standard_output()
    {
        Shell("echo one >a");
        CommandResult taken = Kit.Run([.. BackupOnce, "--quiet"]);
        Assert.That((taken.ErrorText, taken.OutputText.Count(c => c == '\n')), Is.EqualTo(("", 1)));
        CommandResult listed = Kit.Run("backups", "--quiet");
        Assert.That((listed.ErrorText, listed.OutputText.Split('\n')[0].Split(' ')[0]), Is.EqualTo(("", "SNAPSHOT")));
        string id = Json(Kit.Run("backups", "--json", "--quiet")).GetProperty("snapshots")[0].GetProperty("id").GetString()!;
        Shell("echo two >a");
        CommandResult restored = Kit.Run("backup", "restore", id, "--yes", "--json");
        Assert.That(Json(restored).GetProperty("done").GetBoolean(), Is.True);
        Assert.That(restored.ErrorText, Does.Contain("to put back").And.Not.Contain("{"));
    }

    [Test]
    public void A_writer_at_work_is_named_and_waited_for_as_long_as_the_user_likes()
    {
        Shell("echo one >a");
        Snapshot();
        Shell("echo two >a");
        string log = Path.Combine(Root, "log"), lockFile = Path.Combine(Backups, "backup.pid");
        ChildProcess holder = ChildProcess.Start(CommandSpec.Of("flock", "--no-fork", lockFile, "sleep", "600"), new SpawnOptions());
        try
        {
            Assert.That(SpinWait.SpinUntil(() => !LockIsFree(lockFile), TimeSpan.FromSeconds(20)), Is.True);
            ChildProcess impatient = Kit.Start(log, BackupOnce), patient = Kit.Start(log + "2", BackupOnce);
            Assert.That(SpinWait.SpinUntil(() => Said(log) && Said(log + "2"), TimeSpan.FromSeconds(20)), Is.True, "both wait, and say so");
            impatient.Send(Signal.Interrupt);
            Assert.That(impatient.Exit.GetAwaiter().GetResult(), Is.EqualTo(130));
            holder.Send(Signal.Kill);
            Assert.That(patient.Exit.GetAwaiter().GetResult(), Is.Zero);
        }
        finally
        {
            holder.Send(Signal.Kill);
            holder.Exit.GetAwaiter().GetResult();
        }

        Assert.That(Json(Kit.Run("backups", "--json")).GetProperty("snapshots").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public void A_full_disk_is_told_before_anything_is_written()
    {
        Shell("head -c 4M /dev/urandom >big");
        const string OnSmallDisk = """
            mount -t tmpfs -o size=1M none "$1"; shift
            "$@"; code=$?
            ls -A "$0"; exit $code
            """;
        Directory.CreateDirectory(Backups);
        Kit.Launcher = ["unshare", "--mount", "sh", "-c", OnSmallDisk, Backups, Backups];
        CommandResult result = Kit.Run(BackupOnce);
        Assert.That(result.ExitCode, Is.EqualTo(4));
        Assert.That(result.ErrorText, Does.Contain("not enough space in " + Backups).And.Contain("free some space there"));
        Assert.That(result.OutputText.Replace("backup.pid\n", "", StringComparison.Ordinal), Is.Empty, "no piece of a snapshot stays");
    }

    [Test]
    public void An_agent_that_filled_the_disk_does_not_stand_in_the_way_of_going_back()
    {
        Shell("echo good >a");
        string id = Snapshot(), whole = Inventory(Project);
        Shell("echo bad >a; head -c 4M /dev/urandom >junk");
        File.WriteAllText(Path.Combine(Home, "config.yaml"), $$"""
            vms:
              agent-ubuntu: {cpu: 1, ram: 1G, disk: 5G}
            mounts:
              - {source: {{Project}}, backup: {{Backups}}, min_free_space: 900T}
            """);
        string wrecked = Inventory(Project);
        AssertRefused(Kit.Run("backup", "restore", id, "--yes"), 4, "nothing was restored: there is no room", "--no-safety-snapshot");
        Assert.That(Inventory(Project), Is.EqualTo(wrecked));
        Assert.That(Kit.Run("backup", "restore", id, "--yes", "--no-safety-snapshot").ExitCode, Is.Zero);
        Assert.That(Inventory(Project), Is.EqualTo(whole));
    }

    private bool LockIsFree(string file) => Shell("flock --nonblock \"$1\" true && echo free || true", file) == "free\n";

    private static bool Said(string log) => File.Exists(log) && File.ReadAllText(log).Contains("waiting for another backup to finish", StringComparison.Ordinal);
}
