using System.Text.Json;
using AgentSafetyKit.Native;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.ScenarioTests.Harness;

/// <summary>A project, its snapshots, and what each of them has to be: the tree at the moment it was taken.</summary>
internal abstract class SnapshotScenario : Scenario
{
    /// <summary>In memory where there is such a place: hundreds of kills are not to wait for a disk.</summary>
    protected override string Place => Directory.Exists("/dev/shm") ? "/dev/shm" : base.Place;

    /// <summary>What is known of each snapshot: its id, and the inventory of the tree it was taken of.</summary>
    protected Dictionary<string, string> Expected { get; } = new(StringComparer.Ordinal);

    protected string Log => Path.Combine(Root, "log");

    [SetUp]
    public void ForgetSnapshots()
    {
        Expected.Clear();
        Kit.IsTold = false;
    }

    /// <summary>Eight folders of small files, with a hard link, a symbolic link, an empty folder and a mode that is not the usual one.</summary>
    protected void MakeTree(int files) =>
        Shell("""for d in 0 1 2 3 4 5 6 7; do mkdir d$d; seq $(($1 / 8)) | split -l1 -a3 - "d$d/f"; done; ln d0/faaa hard; ln -s d1 soft; mkdir -p d2/empty; chmod 600 d4/faaa""", $"{files}");

    /// <summary>The snapshots a reader finds; each must have a good manifest, unless one may have lost it.</summary>
    protected List<(string Id, string Path)> Listed(bool allGood = true)
    {
        CommandResult result = Kit.Run("backups", "--json", "--quiet", "--dest-dir", Backups);
        Assert.That(result.ExitCode, Is.Zero);
        JsonElement[] snapshots = [.. Json(result).GetProperty("snapshots").EnumerateArray()];
        Assert.That(snapshots.Select(snapshot => snapshot.GetProperty("manifest").GetString()), allGood ? Is.All.EqualTo("good") : Is.All.AnyOf("good", "missing"));
        return [.. snapshots.Select(snapshot => (snapshot.GetProperty("id").GetString()!, snapshot.GetProperty("path").GetString()!))];
    }

    /// <summary>Finds the snapshots that are new: they must be of the tree in one of these states. Answers how many.</summary>
    protected int LearnNew(params string[] states)
    {
        int learnt = 0;
        foreach ((string id, string path) in Listed())
        {
            if (Expected.ContainsKey(id))
                continue;
            learnt++;
            Expected[id] = Inventory(path);
            Assert.That(states, Does.Contain(Expected[id]), $"{id} is published and is not the tree it was taken of");
        }

        return learnt;
    }

    /// <summary>Each snapshot is what it was, and none is lost.</summary>
    protected void AssertNothingLost()
    {
        List<(string Id, string Path)> listed = Listed();
        Assert.That(listed.Select(snapshot => snapshot.Id), Is.SupersetOf(Expected.Keys));
        foreach ((string id, string path) in listed)
            Assert.That(Inventory(path), Is.EqualTo(Expected.GetValueOrDefault(id, "unknown")), id);
    }

    /// <summary>What is in the backup folder beside snapshots, their manifests, the lock and the mark of what was restored last.</summary>
    protected string[] Leftovers()
    {
        HashSet<string> known = [.. Listed().SelectMany(snapshot => new[] { snapshot.Id, $".agsekit-{snapshot.Id}.man" }), "backup.pid", ".agsekit-restored"];
        return [.. Directory.EnumerateFileSystemEntries(Backups).Select(path => Path.GetFileName(path)).Where(name => !known.Contains(name))];
    }

    /// <summary>Starts it and kills it after a while, whatever it is doing then.</summary>
    protected void KillAfter(TimeSpan delay, string[] words)
    {
        ChildProcess process = Kit.Start(Log, words);
        Thread.Sleep(delay);
        process.Send(Signal.Kill);
        process.Exit.GetAwaiter().GetResult();
    }
}
