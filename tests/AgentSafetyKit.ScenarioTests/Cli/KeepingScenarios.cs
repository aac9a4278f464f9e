using System.Diagnostics;
using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Cli;

/// <summary>What is kept, what goes, and being told why.</summary>
[Parallelizable]
internal sealed class KeepingScenarios : Scenario
{
    [Test]
    public void Cleaning_shows_what_stays_and_goes_and_why_and_a_dry_run_removes_nothing()
    {
        string[] ids = Snapshots(5);
        string before = Inventory(Backups), newest = Inventory(Path.Combine(Backups, ids[4]));
        CommandResult plan = Kit.Run("backup-clean", Project, "2", "tail", "--dry-run");
        Assert.That((plan.ExitCode, Inventory(Backups)), Is.EqualTo((0, before)));
        string[] lines = plan.OutputText.Split('\n');
        Assert.That(lines[1], Does.StartWith(ids[0]).And.Contain("goes").And.EndWith("older than the 2 to be kept"));
        Assert.That(lines[5], Does.StartWith(ids[4]).And.Contain("stays").And.EndWith("the newest"));
        AssertSays(Kit.RunWithInput("y\n", "backup-clean", Project, "2", "tail"), 2, "no snapshot was removed", "add --yes");
        Assert.That(Inventory(Backups), Is.EqualTo(before));
        CommandResult done = Kit.Run("backup-clean", Project, "2", "tail", "--yes");
        Assert.That((done.ExitCode, done.OutputText), Is.EqualTo((0, done.OutputText[..done.OutputText.IndexOf("Removed", StringComparison.Ordinal)] + "Removed 3 snapshots, 6 B freed.\n")));
        Assert.That(Listed(), Is.EqualTo(ids[3..]));
        Assert.That(Shell("ls -A \"$1\" | grep -v ^2", Backups).Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(new[] { $".agsekit-{ids[3]}.man", $".agsekit-{ids[4]}.man", "backup.pid" }));
        Assert.That(Inventory(Path.Combine(Backups, ids[4])), Is.EqualTo(newest));
        AssertSays(Kit.Run("backup-clean", Project, "2", "tail"), 0, "Nothing to remove");
    }

    [Test]
    public void What_the_configuration_says_is_kept_and_explained_and_programs_read_it()
    {
        string[] ids = Snapshots(5);
        Configure("max_backups: 2\n    backup_clean_method: tail\n    max_backup_size: 1T");
        JsonElement listed = Json(Kit.Run("backups", "--why", "--json")).GetProperty("snapshots");
        Assert.That(listed.EnumerateArray().Select(s => s.GetProperty("retention").GetProperty("reason").GetString()), Is.EqualTo(new[] { "beyondCount", "beyondCount", "beyondCount", "withinCount", "newest" }));
        Assert.That(Kit.Run("backups", "--why").OutputText, Does.Contain("goes: older than the 2 to be kept").And.Contain("stays: the newest"));
        JsonElement record = Json(Kit.Run("backup-clean", Project, "--yes", "--json"));
        Assert.That((record.GetProperty("done").GetBoolean(), record.GetProperty("method").GetString(), record.GetProperty("keep").GetInt32(), record.GetProperty("freedBytes").GetInt64()), Is.EqualTo((true, "tail", 2, 6L)));
        Assert.That(record.GetProperty("removed").EnumerateArray().Select(id => id.GetString()), Is.EqualTo(ids[..3]));
        Assert.That(Listed(), Is.EqualTo(ids[3..]));
        Assert.That(Kit.Run("config", "check").ErrorText, Does.Not.Contain("not supported"));
    }

    [Test]
    public void Without_a_configuration_the_list_and_the_cleaning_go_by_one_policy_and_say_which()
    {
        Snapshots(3);
        JsonElement listed = Json(Kit.Run("backups", "--why", "--json")), planned = Json(Kit.Run("backup-clean", Project, "--dry-run", "--json"));
        Assert.That((listed.GetProperty("policy").GetProperty("method").GetString(), listed.GetProperty("policy").GetProperty("keep").GetInt32()), Is.EqualTo((planned.GetProperty("method").GetString(), planned.GetProperty("keep").GetInt32())));
        Assert.That(listed.GetProperty("snapshots").EnumerateArray().Select(s => s.GetProperty("retention").GetProperty("why").GetString()), Is.EqualTo(planned.GetProperty("snapshots").EnumerateArray().Select(d => d.GetProperty("why").GetString())));
        AssertSays(Kit.Run("backups", "--why"), 0, "max_backups 100, thin (the default)");
        AssertSays(Kit.Run("backup-clean", Project, "--dry-run"), 0, "max_backups 100, thin (the default)");
        AssertSays(Kit.Run("backup-clean", Project, "1", "tail", "--dry-run"), 0, "max_backups 1, tail (as you say)");
        CommandResult quiet = Kit.Run("backup-clean", Project, "1", "tail", "--yes", "--quiet");
        Assert.That((quiet.OutputText, quiet.ErrorText), Is.EqualTo(("Removed 2 snapshots, 4 B freed.\n", "")));
    }

    [Test]
    public void Completion_gives_snapshots_before_options_and_the_newest_first()
    {
        string[] ids = Snapshots(2), words = Kit.Run("[suggest:23]", "agsekit backup restore ").OutputText.Split('\n');
        Assert.That(words[..3], Is.EqualTo(new[] { ids[1], ids[0], words[2] }));
        Assert.That(words[2..^1], Is.All.StartWith("-"));
    }

    [Test]
    public void Pinned_ones_stay_until_they_are_unpinned()
    {
        string[] ids = Snapshots(3);
        Shell("rm \"$1\"", Path.Combine(Backups, $".agsekit-{ids[0]}.man"));
        Assert.That(Kit.Run("backup", "pin", ids[0], "--why", "before the \u001b[31mrewrite").OutputText, Is.EqualTo($"{ids[0]} is pinned.\n"));
        JsonElement pin = Json(Kit.Run("backups", "--json")).GetProperty("snapshots")[0].GetProperty("pin");
        Assert.That((pin.GetProperty("why").GetString(), pin.GetProperty("by").GetString()), Is.EqualTo(("before the \u001b[31mrewrite", Shell("id -un").Trim())));
        Assert.That(Kit.Run("backups").OutputText, Does.Contain("pinned: before the ").And.Not.Contain("\u001b"));
        Assert.That(Kit.Run("backup-clean", Project, "1", "tail", "--yes").ExitCode, Is.Zero);
        Assert.That(Listed(), Is.EqualTo(new[] { ids[0], ids[2] }));
        Assert.That(Kit.Run("backup", "unpin", ids[0]).OutputText, Is.EqualTo($"{ids[0]} is no longer pinned.\n"));
        Assert.That(Json(Kit.Run("backup", "unpin", ids[0], "--json")).GetProperty("pin").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Kit.Run("backup-clean", Project, "1", "thin", "--yes").ExitCode, Is.Zero);
        Assert.That(Listed(), Is.EqualTo(new[] { ids[2] }));
        AssertRefused(Kit.Run("backup", "pin", ids[0]), 6, $"there is no snapshot '{ids[0]}'");
        AssertRefused(Kit.Run("backup", "unpin", "../x"), 6, "there is no snapshot '../x'");
        Assert.That(Kit.Run("[suggest:19]", "agsekit backup pin ").OutputText.Split('\n'), Does.Contain(ids[2]).And.Not.Contain(ids[0]));
    }

    [Test]
    public void Usage_tells_what_each_alone_holds_and_what_changes_nearly_always()
    {
        Shell("head -c 100000 /dev/urandom >still");
        string[] ids = Snapshots(4);
        JsonElement usage = Json(Kit.Run("backup", "usage", "--json"));
        Assert.That(usage.GetProperty("totalBytes").GetInt64(), Is.EqualTo(100_000 + (4 * 2)));
        Assert.That(usage.GetProperty("snapshots").EnumerateArray().Select(s => s.GetProperty("ownBytes").GetInt64()), Is.All.EqualTo(2));
        Assert.That(usage.GetProperty("churners")[0].GetProperty("path").GetString(), Is.EqualTo("f"));
        CommandResult shown = Kit.Run("backup", "usage", Backups);
        Assert.That(shown.OutputText, Does.Contain(ids[0]).And.Contain($"4 snapshots in {Backups}, together 98 KB").And.Match(@"\nf +3 +6 B\n"));
    }

    [Test]
    public void Nonsense_is_refused_before_anything_goes()
    {
        Snapshots(2);
        string before = Inventory(Backups);
        AssertRefused(Kit.Run("backup-clean", Project, "0"), 2, "KEEP is '0', and must be a whole number, 1 or more", "20 tail");
        AssertRefused(Kit.Run("backup-clean", Project, "-3"), 2, "'-3' is below zero");
        AssertRefused(Kit.Run("backup-clean", Project, "many"), 2, "KEEP is 'many'");
        AssertRefused(Kit.Run("backup-clean", Project, "1", "random"), 2, "there is no METHOD 'random', only thin and tail");
        AssertRefused(Kit.Run("backup-clean"), 2, "SRC is missing");
        AssertRefused(Kit.Run("backup-clean", Path.Combine(Root, "nowhere")), 2, "there is no folder");
        AssertRefused(Kit.Run("backup", "pin"), 2, "ID is missing");
        Assert.That(Inventory(Backups), Is.EqualTo(before));
        Assert.That(Kit.Run("backup-clean", Project, "1", "TAIL", "--yes").ExitCode, Is.Zero, "in capitals too");
    }

    [Test]
    public void A_folder_that_is_empty_or_gone_freezes_cleaning_unless_its_snapshots_are_named()
    {
        Snapshots(3);
        Shell("rm f");
        AssertSays(Kit.Run("backup-clean", Project, "1", "tail", "--yes"), 6, $"no snapshot of {Project} was removed", "is empty, and its newest snapshot is not", Backups);
        AssertSays(Kit.Run("backup-clean", Project, "1", "tail", "--dry-run"), 0, "warning:", "is empty");
        Assert.That(Listed(), Has.Length.EqualTo(3));
        Kit.WorkingFolder = Root;
        Directory.Delete(Project);
        AssertSays(Kit.Run("backup-clean", Project, "1", "--yes"), 6, $"no snapshot of {Project} was removed", "is not there");
        Assert.That(Kit.Run("backup-clean", Backups, "1", "tail", "--yes").ExitCode, Is.Zero);
        Assert.That(Shell("ls -d \"$1\"/2* | wc -l", Backups).Trim(), Is.EqualTo("1"));
    }

    [Test]
    public void Folders_of_the_user_that_are_called_by_dates_are_not_taken_for_snapshots()
    {
        Shell("mkdir 20240101-120000 20240102-120000; echo x >20240101-120000/x");
        AssertSays(Kit.Run("backup-clean", Project, "1", "tail", "--yes"), 0, "There are no snapshots");
        Assert.That(Shell("ls"), Is.EqualTo("20240101-120000\n20240102-120000\n"));
    }

    [Test]
    public void A_read_only_disk_is_named_and_nothing_is_touched()
    {
        string[] ids = Snapshots(3);
        Kit.Launcher = ["unshare", "--mount", "sh", "-c", "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"", Backups];
        AssertSays(Kit.Run("backup-clean", Project, "1", "tail", "--yes"), 4, "EROFS", "mount the disk for writing");
        AssertRefused(Kit.Run("backup", "pin", ids[0]), 4, "EROFS");
        Assert.That(Kit.Run("backup", "usage").ExitCode, Is.Zero, "looking needs no writing");
        Kit.Launcher = [];
        Assert.That(Listed(), Is.EqualTo(ids));
    }

    [Test]
    public void A_writer_at_work_is_waited_for()
    {
        string[] ids = Snapshots(3);
        string log = Path.Combine(Root, "log"), lockFile = Path.Combine(Backups, "backup.pid");
        ChildProcess holder = ChildProcess.Start(CommandSpec.Of("flock", "--no-fork", lockFile, "sleep", "600"), new SpawnOptions());
        try
        {
            Assert.That(SpinWait.SpinUntil(() => Shell("flock --nonblock \"$1\" true && echo free || true", lockFile).Length == 0, TimeSpan.FromSeconds(20)), Is.True);
            ChildProcess impatient = Kit.Start(log, "backup-clean", Project, "1", "tail", "--yes"), patient = Kit.Start(log + "2", "backup", "pin", ids[0]);
            Assert.That(SpinWait.SpinUntil(() => Said(log) && Said(log + "2"), TimeSpan.FromSeconds(20)), Is.True, "both wait, and say so");
            impatient.Send(Signal.Interrupt);
            Assert.That(impatient.Exit.GetAwaiter().GetResult(), Is.EqualTo(130));
            Assert.That(Listed(), Is.EqualTo(ids));
            holder.Send(Signal.Kill);
            Assert.That(patient.Exit.GetAwaiter().GetResult(), Is.Zero);
        }
        finally
        {
            holder.Send(Signal.Kill);
            holder.Exit.GetAwaiter().GetResult();
        }
    }

    [Test]
    public void Killed_in_the_middle_the_next_writer_cleans_up_and_what_stays_is_whole()
    {
        Shell("for d in $(seq 60); do mkdir d$d; (cd d$d; for i in $(seq 50); do echo $d.$i >$i; done); done");
        string[] ids = Snapshots(8);
        string[] whole = [.. ids.Select(id => Inventory(Path.Combine(Backups, id)))];
        for (int round = 0; round < 4; round++)
        {
            ChildProcess cleaning = Kit.Start(Path.Combine(Root, "log"), "backup-clean", Project, $"{6 - round}", "tail", "--yes");
            Assert.That(SpinWait.SpinUntil(() => Directory.EnumerateDirectories(Backups, "*-partial").Any() || cleaning.Exit.IsCompleted, TimeSpan.FromSeconds(30)), Is.True);
            cleaning.Send(Signal.Kill);
            cleaning.Exit.GetAwaiter().GetResult();
            foreach (string id in Listed())
                Assert.That(Inventory(Path.Combine(Backups, id)), Is.EqualTo(whole[Array.IndexOf(ids, id)]), $"{id} is listed, so it is whole");
        }

        Assert.That(Listed(), Does.Contain(ids[7]).And.Contain(ids[6]));
        Shell("echo next >f");
        Assert.That(Kit.Run(BackupOnce).ExitCode, Is.Zero);
        Assert.That(Shell("ls -A \"$1\" | grep -E 'partial|tmp' || true", Backups), Is.Empty);
        Assert.That(
            Shell("cd \"$1\"; for m in .agsekit-*.man; do m=${m#.agsekit-}; [ -d ${m%.man} ] || echo $m; done", Backups), Is.Empty, "a whole snapshot may have lost its manifest, but no manifest its snapshot");
    }

    [Test]
    public void A_thousand_snapshots_are_listed_and_explained_at_once()
    {
        string id = Snapshots(1)[0];
        Shell(
            """
            cd "$1"
            for i in $(seq 1 999); do t=2025$(date -u -d "2025-01-01 +$i hours" +%m%d-%H0000); mkdir $t; cp .agsekit-$2.man .agsekit-$t.man; done
            """, Backups, id);
        Configure("max_backups: 100");
        foreach (string[] words in new string[][] { ["backups"], ["backups", "--why"], ["backups", "--json"], ["backup-clean", Project, "--dry-run"] })
        {
            var watch = Stopwatch.StartNew();
            Assert.That(Kit.Run(words).OutputText.Count(c => c == '\n'), Is.GreaterThan(999));
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), string.Join(' ', words));
        }
    }

    private static void AssertSays(CommandResult result, int code, params string[] said)
    {
        Assert.That(result.ExitCode, Is.EqualTo(code), result.ErrorText);
        foreach (string words in said)
            Assert.That(result.ErrorText, Does.Contain(words));
    }

    private static bool Said(string log) => File.Exists(log) && File.ReadAllText(log).Contains("waiting for another backup to finish", StringComparison.Ordinal);

    private string[] Snapshots(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        Shell("echo $1 >f", $"{i}");
        return Snapshot();
    })];

    private string[] Listed() => [.. Json(Kit.Run("backups", "--json")).GetProperty("snapshots").EnumerateArray().Select(snapshot => snapshot.GetProperty("id").GetString()!)];

    private void Configure(string keys) => WriteConfig($"""
        vms:
          box: {"{"}cpu: 1, ram: 1G, disk: 5G{"}"}
        mounts:
          - source: {Project}
            backup: {Backups}
            {keys}

        """);
}
