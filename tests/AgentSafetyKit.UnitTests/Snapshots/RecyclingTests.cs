using AgentSafetyKit.Errors;
using AgentSafetyKit.Snapshots;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>An old snapshot that retention drops becomes the new one.</summary>
internal sealed class RecyclingTests : SnapshotFixture
{
    private static readonly RetentionPolicy KeepThree = new() { Method = RetentionMethod.Tail, Keep = 3 };

    [Test]
    public void A_recycled_snapshot_is_exactly_the_source_whatever_the_old_one_was([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var tree = new RandomTree(Source, random);
        tree.Grow(60);
        SnapshotStore store = NewStore(KeepThree);
        for (int round = 0; round < 6; round++)
        {
            SnapshotResult result = Make(store);
            Assert.That(PosixTree.Describe(result.Snapshot.Path, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)), $"round {round}");
            Assert.That(result.Recycled is not null, Is.EqualTo(round >= 3), $"round {round}");
            tree.Edit(10 + (round * 5));
        }

        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void What_somebody_did_to_the_old_snapshot_is_not_in_the_new_one()
    {
        Shell("mkdir -p a/b c; for i in 1 2 3 4 5; do echo $i > a/f$i; echo $i > a/b/g$i; done; ln a/f1 a/hard; ln -s x link; mkfifo fifo; chmod 750 c; setfacl -m u:1000:rx c 2>/dev/null || true", Source);
        SnapshotStore store = NewStore(KeepThree);
        string victim = Make(store).Snapshot.Path;
        Three(store);
        Shell("""
            rm a/f2; echo other > a/f2; rm a/f3; mkdir -p a/f3/deep; touch a/f3/deep/x; rm -r a/b; ln -s /etc a/b; echo extra > extra; mkdir -p more/things; touch more/things/y
            chmod 700 c; touch -d 2001-01-01 a; rm link; ln -s y link; rm fifo; echo file > fifo; rm a/hard; cp a/f1 a/hard
            """, victim);
        Assert.That(Syscall.setxattr(victim + "/c", "user.planted", [1]), Is.Zero);
        Write("new/file", "new");
        List<string> others = PosixTree.Describe(Path.Combine(Backups, store.List()[^1].Id));
        SnapshotResult result = Make(store);
        Assert.That(result.Recycled!.Id, Is.EqualTo(Path.GetFileName(victim)));
        Assert.That(PosixTree.Describe(result.Snapshot.Path, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)));
        Assert.That(PosixTree.Describe(Path.Combine(Backups, store.List()[^2].Id)), Is.EqualTo(others));
        Assert.That(Directory.Exists("/etc/g1") || File.Exists("/etc/g1"), Is.False);
    }

    /// <summary>Folders whose list says that all is in place are not walked through, so the list has to be disbelieved wherever somebody was.</summary>
    [TestCase("rm f2")]
    [TestCase("echo other >f2.new; mv f2.new f2")]
    [TestCase("echo extra >extra")]
    [TestCase("rm -r ../in; cp -a ../../y/in ..")]
    [TestCase("mv ../in ../was; mkdir ../in; mv ../was/* ../in; rmdir ../was; rm ../in/f2")]
    [TestCase("rm -r deep")]
    [TestCase("chmod 700 .")]
    [TestCase("mv ../in ../was; ln -s was ../in")]
    public void A_change_of_the_old_snapshot_is_seen_though_the_time_of_its_folder_was_put_back(string damage)
    {
        Shell("mkdir -p x/in/deep y/in/deep; for d in x y; do for i in 1 2 3; do echo $d $i > $d/in/f$i; echo $d $i > $d/in/deep/g$i; done; done", Source);
        SnapshotStore store = NewStore(KeepThree);
        string victim = Make(store).Snapshot.Path;
        Three(store);
        Shell($"touch -r x ../x.time; touch -r x/in ../in.time; cd x/in; {damage}; touch -r {victim}/../in.time {victim}/x/in; touch -r {victim}/../x.time {victim}/x; rm {victim}/../*.time", victim);
        Write("new/file", "new");
        SnapshotResult result = Make(store);
        Assert.That(result.Recycled!.Id, Is.EqualTo(Path.GetFileName(victim)));
        Assert.That(PosixTree.Describe(result.Snapshot.Path, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)));
        Assert.That(new SnapshotVerifier(store, null, CancellationToken.None).Verify([]).IsDamaged, Is.False);
    }

    /// <summary>The threads look at what lies below by its path, and each begins somewhere in the middle of the tree.</summary>
    [Test]
    public void A_way_that_became_a_link_leads_nowhere_though_all_beneath_is_as_it_was()
    {
        Shell("for i in $(seq 40); do for k in $(seq 40); do mkdir -p $i/$k/in; echo $i $k >$i/$k/in/f; done; done", Source);
        SnapshotStore store = NewStore(KeepThree);
        string victim = Make(store).Snapshot.Path;
        Three(store);
        Shell("for i in $(seq 40); do mv $i was-$i; ln -s was-$i $i; for k in 7 23; do mv $i/$k/in $i/$k/was; ln -s was $i/$k/in; done; done; rm 31; ln -s was-32 31", victim);
        Write("new/file", "new");
        SnapshotResult result = Make(store);
        Assert.That(result.Recycled!.Id, Is.EqualTo(Path.GetFileName(victim)));
        Assert.That(PosixTree.Describe(result.Snapshot.Path, withRootMode: false), Is.EqualTo(PosixTree.Describe(Source, withRootMode: false)));
        Assert.That(new SnapshotVerifier(store, null, CancellationToken.None).Verify([]).IsDamaged, Is.False);
    }

    [Test]
    public void Nothing_is_recycled_that_is_kept_or_pinned_or_linked_from_and_never_below_two()
    {
        SnapshotStore one = NewStore(new RetentionPolicy { Method = RetentionMethod.Tail, Keep = 1 });
        for (int i = 0; i < 2; i++)
        {
            Write("file", $"{i}");
            Assert.That(Make(one).Recycled, Is.Null);
        }

        SnapshotStore all = NewStore();
        for (int i = 0; i < 3; i++)
        {
            Write("file", $"more {i}");
            Assert.That(all.Create(new SnapshotRequest(), null, CancellationToken.None).Recycled, Is.Null);
        }

        Write("file", "last");
        int before = all.List().Count;
        SnapshotResult result = NewStore(KeepThree).Create(new SnapshotRequest { Reason = SnapshotReason.BeforeRestore }, null, CancellationToken.None);
        Assert.That(result.Recycled, Is.Null, "it could be the one that is to be restored");
        Assert.That(all.List(), Has.Count.EqualTo(before + 1));
    }

    [Test]
    public void Folders_closed_to_their_owner_are_recycled_by_an_ordinary_user()
    {
        Assume.That(Syscall.geteuid(), Is.Zero, "needs root: plays another user");
        Shell($"mkdir -p {Source}/shut/in; echo 0 > {Source}/shut/in/f; echo 1 > {Source}/shut/g; chmod 0555 {Source}/shut/in {Source}/shut; mkdir -m 700 {Backups}; chmod 755 {Work}; chown -R 65534:65534 {Source} {Backups}");
        SnapshotStore store = NewStore(KeepThree);
        for (int i = 0; i < 5; i++)
        {
            SnapshotResult result = PlayedUser.Run(65534, () => Make(store));
            Assert.That(Shell($"cat {result.Snapshot.Path}/shut/in/f {result.Snapshot.Path}/shut/g"), Is.EqualTo($"{i}\n1\n"));
            Assert.That(result.Recycled is not null, Is.EqualTo(i >= 3));
            Assert.That(Shell($"stat -c %a {result.Snapshot.Path}/shut/in").Trim(), Is.EqualTo("555"));
            Shell($"echo {i + 1} > shut/in/f", Source);
        }

        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void A_crash_while_recycling_costs_only_the_condemned_one([Values("begin", "copy", "recycle", "flush", "manifest", "publish", "published")] string step)
    {
        Write("a/file", "1");
        Write("b/same", "same");
        SnapshotStore store = NewStore(KeepThree);
        string condemned = Make(store).Snapshot.Id;
        Three(store);
        HashSet<string> before = [.. store.List().Select(snapshot => snapshot.Id)];
        Write("a/file", "crashing");
        string crashed = CrashAt(step, () => Make(store));
        SnapshotStore after = NewStore(KeepThree, crashed);
        foreach (SnapshotInfo snapshot in after.List())
        {
            Assert.That(snapshot.State, Is.EqualTo(ManifestState.Good));
            Assert.That(File.ReadAllText(Path.Combine(snapshot.Path, "b/same")), Is.EqualTo("same"));
        }

        Assert.That(before.Except(after.List().Select(snapshot => snapshot.Id)), Is.SubsetOf((string[])[condemned]));
        SnapshotResult next = Make(after);
        Assert.That(File.ReadAllText(Path.Combine(next.Snapshot.Path, "a/file")), Is.EqualTo("crashing"));
        Assert.That(Partials(crashed), Is.Empty);
    }

    [Test]
    public void A_full_disk_while_recycling_leaves_the_kept_ones()
    {
        Write("file", "1");
        SnapshotStore store = NewStore(KeepThree);
        string condemned = Make(store).Snapshot.Id;
        Three(store);
        HashSet<string> before = [.. store.List().Select(snapshot => snapshot.Id)];
        Write("file", "2 and more");
        SnapshotCreation.Step = step =>
        {
            if (step == "recycle")
                AgentSafetyKit.Errors.Errno.ENOSPC.Check("linkat");
        };
        try
        {
            Assert.That(() => Make(store), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.NoSpace));
        }
        finally
        {
            SnapshotCreation.Step = null;
        }

        Assert.That(before.Except(store.List().Select(snapshot => snapshot.Id)), Is.EqualTo((string[])[condemned]));
        Assert.That(Partials(Backups), Is.Empty);
    }

    private SnapshotStore NewStore(RetentionPolicy policy, string? backups = null) =>
        new(new SnapshotStoreSpec { Source = Source, BackupFolder = backups ?? Backups, Retention = policy }, TimeProvider.System);

    private static SnapshotResult Make(SnapshotStore store) => store.Create(new SnapshotRequest { AcceptsMassDeletion = true }, null, CancellationToken.None);

    /// <summary>As many more as make the first one superfluous once the next comes; by a store that keeps all.</summary>
    private void Three(SnapshotStore store)
    {
        for (int i = 0; store.List().Count < 3; i++)
        {
            Write("counter", $"{i}");
            NewStore().Create(new SnapshotRequest(), null, CancellationToken.None);
        }
    }
}
