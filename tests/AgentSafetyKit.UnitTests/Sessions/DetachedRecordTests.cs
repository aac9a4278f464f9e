using AgentSafetyKit.Errors;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Sessions;

public sealed class DetachedRecordTests
{
    private static readonly RunTerms Terms = new()
    {
        Target = "/home/u/p",
        ReadOnly = true,
        Protect = [".git/hooks"],
        Hide = ["*.pem"],
        Restrict = "key\n"u8.ToArray(),
        IntervalSeconds = 90,
        OnBursts = true,
        Exclude = ["!/src/"],
        MinFreeSpace = 5,
        MaxNewBytes = 6,
        MaxFileSize = 7,
        MaxFiles = 8,
        KeepsTail = true,
        Keep = 9,
        MaxTotalSize = 10,
    };

    private string _home = "";
    private RunStore _store = null!;

    [SetUp]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("agsekit-test-").FullName;
        _store = new RunStore(KitPaths.From(name => name == "AGSEKIT_HOME" ? _home : null, 0), TimeProvider.System);
    }

    [TearDown]
    public void RemoveHome() => Directory.Delete(_home, true);

    [Test]
    public void Whoever_goes_on_with_a_run_finds_the_terms_of_its_start()
    {
        _store.Save(Run("r1") with { Guest = new GuestProcess(7, 8, "boot"), Terms = Terms, Notes = [new RunNote("a", "б")] });
        RunRecord found = _store.Find("r1")!;
        SnapshotStoreSpec spec = found.Terms!.Store("/p", "/b");
        Assert.Multiple(() =>
        {
            Assert.That(found.Guest, Is.EqualTo(new GuestProcess(7, 8, "boot")));
            Assert.That(found.Notes, Is.EqualTo(new[] { new RunNote("a", "б") }));
            MountWish wish = found.Terms.Wish(found with { Folder = "/p", Machine = "m" });
            Assert.That((wish.Source, wish.Target, wish.Machine, wish.ReadOnly), Is.EqualTo(("/p", "/home/u/p", "m", true)));
            Assert.That(wish.Protect, Is.EqualTo(new[] { ".git/hooks" }));
            Assert.That(wish.Hide, Is.EqualTo(new[] { "*.pem" }));
            Assert.That(wish.Restrict.ToArray(), Is.EqualTo("key\n"u8.ToArray()));
            Assert.That(found.Terms.Rhythm, Is.EqualTo(new BackupLoopSpec { Interval = TimeSpan.FromSeconds(90), OnBursts = true, Request = found.Terms.Rhythm.Request }));
            Assert.That(spec.GivenPatterns, Is.EqualTo(new[] { "!/src/" }));
            Assert.That((spec.MinFreeSpace.Bytes, spec.MaxNewBytes.Bytes, spec.MaxFileSize?.Bytes, spec.MaxFiles), Is.EqualTo((5L, 6L, (long?)7L, 8)));
            Assert.That(spec.Retention, Is.EqualTo(new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 9, MaxTotalSize = new(10) }));
        });
    }

    [Test]
    public void A_detached_run_is_live_until_its_end_was_seen_though_nobody_watches_it()
    {
        RunRecord unwatched = Run("r1") with { Guest = new GuestProcess(7, 8, "boot"), Terms = Terms };
        Assert.Multiple(() =>
        {
            Assert.That((unwatched.IsLive, unwatched.IsWatched, unwatched.IsAdoptable), Is.EqualTo((true, false, true)));
            Assert.That((unwatched with { EndedAt = DateTimeOffset.UnixEpoch }).IsLive, Is.False);
            Assert.That(Run("r2").IsLive, Is.False, "killed before its agent was started");
            Assert.That((Run("r3") with { Watcher = ProcessIdentity.Of(Environment.ProcessId) }).IsLive, Is.True);
        });
    }

    [Test]
    public void Of_two_live_runs_none_has_the_name_of_the_other_and_an_ended_one_gives_it_back()
    {
        RunRecord first = Run("r1") with { Name = "night", Watcher = ProcessIdentity.Of(Environment.ProcessId) };
        _store.Claim(first);
        KitException taken = Assert.Throws<KitException>(() => _store.Claim(Run("r2") with { Name = "night" }))!;
        Assert.That((taken.Code, taken.Cause.English), Is.EqualTo((ErrorCode.Usage, "a run that goes on is called that: r1, 'a' in /p")));
        Assert.That(_store.Find("r2"), Is.Null);
        _store.Save(first with { EndedAt = DateTimeOffset.UnixEpoch });
        _store.Claim(Run("r2") with { Name = "night" });
        Assert.That(_store.Find("r2")!.Name, Is.EqualTo("night"));
    }

    [Test]
    public void Logs_of_the_last_runs_only_are_kept()
    {
        for (int i = 0; i < 33; i++)
        {
            _store.SaveLog($"r{i}", "x"u8);
            File.SetLastWriteTimeUtc(_store.LogFile($"r{i}"), DateTime.UnixEpoch.AddDays(i));
        }

        _store.SaveLog("last", "x"u8);
        Assert.That(Directory.EnumerateFiles(Path.GetDirectoryName(_store.LogFile("last"))!, "*.log").Count(), Is.EqualTo(30));
        Assert.That(File.Exists(_store.LogFile("last")) && !File.Exists(_store.LogFile("r3")) && File.Exists(_store.LogFile("r4")), Is.True);
    }

    private static RunRecord Run(string id) => new() { Id = id, Agent = "a", Machine = "m", Folder = "/p", IsDetached = true, StartedAt = DateTimeOffset.UnixEpoch };
}
