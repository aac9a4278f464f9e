using System.Text.Json;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>The product's one promise on the real thing: an agent wrecks a folder full of traps, the review tells, undo brings all of it back.</summary>
internal sealed class WreckAndUndoScenarios : MachineScenario
{
    private const string Wreck = """
        echo "an edit" >> README.md
        echo "an edit" >> plain/d00/f00.txt
        : > plain/d00/f01.txt
        printf new > added.txt
        mkdir -p new/folder && printf x > new/folder/file
        printf '%s\0' plain/d0[2-9] plain/d[123]? names modes/m4* deep empties hard2 xattrs old | xargs -0 -P 8 -n 1 rm -rf --
        rm -rf modes/readonly 2> /dev/null && echo "READ-ONLY FOLDER EMPTIED"
        chmod 777 modes/m600 && chmod 000 zero && chmod 700 modes/sticky
        rm links/good && mkdir links/good && mv links/target links/moved
        echo changed > links/hard1
        truncate -s 10 sparse
        touch future
        mkdir -p vendor/.git/hooks && printf '#!/bin/sh\nid\n' > vendor/.git/hooks/pre-commit && chmod 755 vendor/.git/hooks/pre-commit
        printf '#!/bin/sh\nid\n' > .git/hooks/pre-commit
        printf '[core]\nfsmonitor = id\n' >> .git/config
        ln -s /etc/passwd outward
        ln -s ../../above new/outward
        mkfifo pipe 2> /dev/null; mknod device c 1 3 2> /dev/null
        printf x > $'evil\e[31m\nname' && printf x > $'\xff\xfe'
        rm -rf .git/refs .git/HEAD
        sync; sleep 4
        echo last > last; echo "the end"; exit 3
        """;

    [Test]
    public void A_wrecked_folder_is_reviewed_and_comes_back_exactly()
    {
        // The tripwire would stop it, and protection would leave less to review.
        Configure("    tripwire: off\n    protect: []");
        Shell("python3 -c \"$1\" && git init -q && git add README.md plain/d00 && git -c user.name=a -c user.email=a@b commit -qm before", HostileTree.Script);
        string before = Fingerprint(Project);

        CommandResult run = RunAgent(Wreck);
        Assert.That(run.ExitCode, Is.EqualTo(3), "the agent's code");
        Assert.That(run.OutputText, Is.EqualTo("the end\n"));
        IReadOnlyList<string> reasons = SnapshotReasons();
        Assert.That((reasons[0], reasons[^1]), Is.EqualTo(("beforeRun", "afterRun")));
        Assert.That(reasons.Skip(1).SkipLast(1), Is.Not.Empty.And.All.EqualTo("burst"), "snapshots while the agent lived");
        Assert.That(MountState(), Is.EqualTo("notMounted"));
        CheckReviewText(run.ErrorText);
        CommandResult review = Kit.Run("review", "--verbose");
        CheckReviewText(review.OutputText);
        Assert.That(review.OutputText, Does.Contain(@"evil\x1b[31m\nname"));
        CheckReviewRecords();

        string wrecked = Fingerprint(Project);
        CommandResult plan = Kit.Run("undo", "--dry-run");
        Assert.That((plan.ExitCode, Fingerprint(Project)), Is.EqualTo((0, wrecked)), "a dry run changes nothing");
        Assert.That(plan.ErrorText, Does.Contain("to create").And.Not.Contain("\u001b"));
        Assert.That(Kit.Run("undo", "--no-input").ExitCode, Is.Not.Zero, "nobody agreed");
        Assert.That(Fingerprint(Project), Is.EqualTo(wrecked));

        Assert.That(Kit.Run("undo", "README.md", "--yes").ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(Path.Combine(Project, "README.md")), Is.EqualTo("# A project\n"));
        Assert.That(Directory.Exists(Path.Combine(Project, "plain/d20")), Is.False, "only the path that was named");

        string beforeUndo = Fingerprint(Project);
        Assert.That(Kit.Run("undo", "--yes").ExitCode, Is.Zero);
        Assert.That(Fingerprint(Project), Is.EqualTo(before), "all is as it was");
        Assert.That(Kit.Run("undo", "--yes").OutputText, Does.Contain("is already as in"));

        string safety = Json("backups").GetProperty("snapshots").EnumerateArray().Last(snapshot => snapshot.GetProperty("reason").GetString() == "beforeRestore").GetProperty("id").GetString()!;
        Assert.That(Kit.Run("backup", "restore", safety, "--yes").ExitCode, Is.Zero);
        Assert.That(Fingerprint(Project), Is.EqualTo(beforeUndo), "undo was undone");
    }

    private static void CheckReviewText(string text)
    {
        Assert.That(text.Replace("\n", "", StringComparison.Ordinal).Any(char.IsControl), Is.False, "nothing in a review reaches the terminal raw");
        Assert.That(text, Does.Contain("Look at these before you use the folder"));
        Assert.That(text, Does.Contain("outward   a link that leaves the folder: /etc/passwd").And.Contain("new/outward   a link that leaves the folder: ../../above"));
        Assert.That(text, Does.Contain(" .git/hooks/pre-commit   git runs it").And.Contain("vendor/.git/hooks/pre-commit   git runs it").And.Contain(" .git/config   git runs commands it names"));
    }

    private void CheckReviewRecords()
    {
        JsonElement review = Json("review");
        Dictionary<string, string> items = review.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("path").GetString()!, item => item.GetProperty("change").GetString()!);
        Assert.Multiple(() =>
        {
            Assert.That(review.GetProperty("exitCode").GetInt32(), Is.EqualTo(3));
            Assert.That(review.GetProperty("deleted").GetInt32(), Is.GreaterThan(1800));
            Assert.That(items.GetValueOrDefault("README.md"), Is.EqualTo("changed"));
            Assert.That(items.GetValueOrDefault("added.txt"), Is.EqualTo("added"));
            Assert.That(items.GetValueOrDefault("plain/d20/f00.txt"), Is.EqualTo("deleted"));
            Assert.That(items.GetValueOrDefault("modes/m600"), Is.EqualTo("changed"));
            Assert.That(items.Keys.Where(path => path.Any(char.IsControl)), Is.Empty);
            Assert.That(items.Keys.Where(path => path.StartsWith("evil", StringComparison.Ordinal)), Has.Exactly(1).Items);
        });
    }
}
