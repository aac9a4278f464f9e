using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A restore takes nothing away that is not kept somewhere, and nothing that its plan did not name.</summary>
internal sealed class RestoreSafetyTests : SnapshotFixture
{
    [Test]
    public void A_file_larger_than_snapshots_may_hold_is_kept_before_a_restore_takes_it_away()
    {
        var store = new SnapshotStore(new SnapshotStoreSpec { Source = Source, BackupFolder = Backups, MaxFileSize = new ByteSize(100) }, TimeProvider.System);
        Write("small", "1");
        Write("grown", "1");
        string id = store.Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        string large = new('x', 1000);
        Write("large", large);
        Write("grown", large);
        store.Create(new SnapshotRequest(), null, CancellationToken.None);
        RestoreResult result = store.Restore(store.PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None), takesSafetySnapshot: true, null, CancellationToken.None);
        Assert.That(File.Exists(At("large")), Is.False);
        Assert.That(Shell("cat grown", Source), Is.EqualTo("1"));
        Assert.That(Shell("cat large grown", result.SafetySnapshot!.Path), Is.EqualTo(large + large));
    }

    [Test]
    public void A_restore_that_is_broken_off_says_so_and_how_to_go_on_or_back([Values] bool safety)
    {
        Shell("for i in $(seq 400); do echo $i > f$i; done", Source);
        string id = Take().Snapshot.Id;
        Shell("for i in $(seq 400); do echo new > f$i; done; echo more > more", Source);
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(progress =>
        {
            if (progress.Doing.English == "restoring files" && progress.Done > 0)
                stop.Cancel();
        });
        KitException error = Assert.Throws<KitException>(() => Store.Restore(Plan(id), safety, watcher, stop.Token))!;
        Assert.That(error.Code, Is.EqualTo(ErrorCode.Cancelled));
        Assert.That(error.What.English, Is.EqualTo($"{Source} is restored only in part"));
        Assert.That(error.Cause.English, Does.Match(@"it was interrupted \(\d+ of 402 changes were made\)"));
        Assert.That(error.Fix.English, Does.StartWith("the same restore given again goes on with it"));
        Assert.That(error.Fix.Russian, Does.StartWith("то же восстановление"));
        string[] kept = [.. Store.List().Select(snapshot => snapshot.Id).Where(name => name != id)];
        Assert.That(kept, Has.Length.EqualTo(safety ? 1 : 0));
        if (safety)
            Assert.That(error.Fix.English, Does.Contain($"agsekit backup restore {kept[0]}"));
        RestoreAll(id);
        Assert.That(Plan(id).IsEmpty, Is.True);
        Assert.That(Shell("cat f1 f400; ls | wc -l", Source), Is.EqualTo("1\n400\n400\n"));
    }

    [Test]
    public void A_folder_that_was_there_is_not_made_another_by_what_is_restored_into_it()
    {
        Write("d/file", "1");
        Shell("chmod 755 .", Source);
        string id = Take().Snapshot.Id;
        string there = Path.Combine(Work, "there"), made = Path.Combine(Work, "made");
        Shell($"mkdir -m 711 {there}; echo mine > {there}/mine");
        if (EffectiveUser.IsRoot)
            Shell($"chown 4321:4322 {there}");
        string before = Shell($"stat -c '%a %u %g' {there}");
        RestoreAll(id, target: there);
        RestoreAll(id, target: made);
        Assert.That(Shell($"stat -c '%a %u %g' {there}"), Is.EqualTo(before));
        Assert.That(Shell($"stat -c '%a %Y' {made}"), Is.EqualTo(Shell("stat -c '%a %Y' .", Source)));
        Assert.That(Shell($"cat {there}/mine {there}/d/file {made}/d/file"), Is.EqualTo("mine\n11"));
        Assert.That(Store.PlanRestore(new RestoreRequest { Id = id, Target = there }, null, CancellationToken.None).IsEmpty, Is.True);
    }

    [Test]
    public void What_can_not_be_read_and_so_not_be_kept_is_left_alone_and_named()
    {
        Assume.That(EffectiveUser.IsRoot, "only root can play another user");
        Write("file", "1");
        Write("locked", "before");
        string id = Take().Snapshot.Id;
        Write("file", "2");
        Shell($"echo secret > new; echo changed > locked; chown -R 4321 {Work}; chmod 755 {Work}; chown 0 new locked; chmod 600 new locked", Source);
        (RestoreResult result, RestorePlan again) = PlayedUser.Run(4321, () => (RestoreAll(id, safety: true), Plan(id)));
        Assert.That(result.Warnings.Where(warning => warning.Kind == WarningKind.RestoreNotSaved).Select(warning => warning.Path.ToString()), Is.EqualTo((string[])["locked", "new"]));
        Assert.That(Shell("cat file new locked", Source), Is.EqualTo("1secret\nchanged\n"));
        Assert.That(again.Steps.Select(step => step.Path.ToString()).ToArray(), Is.SupersetOf((string[])["locked", "new"]));
    }

    [Test]
    public void A_file_with_holes_needs_the_room_it_takes_and_not_its_size()
    {
        using (FileStream sparse = File.Create(At("disk.img")))
            sparse.SetLength((new DriveInfo(Work).AvailableFreeSpace * 2) + (1L << 30));
        long size = new FileInfo(At("disk.img")).Length;
        string id = Take().Snapshot.Id;
        File.Delete(At("disk.img"));
        RestoreResult result = RestoreAll(id, safety: true);
        Assert.That(result.Warnings, Is.Empty);
        Assert.That(new FileInfo(At("disk.img")).Length, Is.EqualTo(size));
        Assert.That(Shell("stat -c %b disk.img", Source), Is.EqualTo("0\n"));
    }

    [Test]
    public void A_folder_that_an_agent_closed_to_its_owner_is_opened_saved_and_put_back([Values("0", "333", "111")] string mode)
    {
        Assume.That(EffectiveUser.IsRoot, "only root can play another user");
        Write("d/file", "good");
        Write("d/e/deep", "good");
        string id = Take().Snapshot.Id;
        Shell($"printf evil > d/file; printf more > d/new; printf evil > d/e/deep; chown -R 4321 {Work}; chmod 755 {Work}; chmod {mode} d/e d", Source);
        (RestorePlan plan, RestoreResult result) = PlayedUser.Run(4321, () => (Plan(id), RestoreAll(id, safety: true)));
        Assert.That(plan.ClosedFolders, Is.EqualTo(1));
        Assert.That(Shell("find d | sort; cat d/file d/e/deep", Source), Is.EqualTo("d\nd/e\nd/e/deep\nd/file\ngoodgood"));
        Assert.That(result.Warnings.Where(warning => warning.Kind is WarningKind.RestoreSkipped or WarningKind.RestoreNotSaved), Is.Empty);
        Assert.That(Shell("cat d/file d/new d/e/deep", result.SafetySnapshot!.Path), Is.EqualTo("evilmoreevil"));
        Assert.That((result.Done.PutBack, result.Done.Deleted), Is.EqualTo((2, 1)));
    }

    [Test]
    public void The_folder_itself_given_as_another_place_is_a_restore_in_place([Values(false, true)] bool throughLink)
    {
        Write("file", "1");
        string id = Take().Snapshot.Id;
        Write("file", "2");
        Write("extra", "x");
        string target = Source;
        if (throughLink)
            File.CreateSymbolicLink(target = Path.Combine(Work, "link"), Source);
        RestoreResult result = RestoreAll(id, safety: true, target: target);
        Assert.That(result.SafetySnapshot, Is.Not.Null);
        Assert.That(Shell("ls; cat file", Source), Is.EqualTo("file\n1"));
        Assert.That(Shell("cat file extra", result.SafetySnapshot!.Path), Is.EqualTo("2x"));
    }

    [Test]
    public void A_place_below_or_above_the_folder_is_refused([Values("folder", "folder/not/yet", "missing", "..")] string place)
    {
        Write("folder/file", "1");
        string id = Take().Snapshot.Id;
        string target = Path.GetFullPath(At(place));
        KitException refused = Assert.Throws<KitException>(() => RestoreAll(id, target: target))!;
        Assert.That(refused.Code, Is.EqualTo(ErrorCode.FolderRefused));
        Assert.That(refused.Cause.English, Does.Contain(place == ".." ? "protected folder" : "inside"));
        Assert.That(Shell("find . -printf '%P '", Source), Is.EqualTo(" folder folder/file "));
    }

    [Test]
    public void A_left_out_file_where_the_snapshot_has_a_folder_stays_and_is_named()
    {
        Write(".backupignore", "thing\n!thing/\n");
        Write("thing/file", "1");
        Write("other", "1");
        string id = Take().Snapshot.Id;
        Shell("rm -r thing; echo secret > thing; echo 2 > other", Source);
        RestoreResult result = RestoreAll(id, safety: true);
        Assert.That(Shell("cat thing other", Source), Is.EqualTo("secret\n1"));
        Assert.That(result.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.RestoreSkipped, "thing")]));
    }

    [Test]
    public void A_file_in_a_folders_place_goes_only_as_a_step_of_the_plan([Values(false, true)] bool elsewhere)
    {
        Write("a/b/file", "1");
        string id = Take().Snapshot.Id;
        string target = elsewhere ? Path.Combine(Work, "look") : Source;
        Shell($"mkdir -p {target}/a; rm -rf {target}/a/b; echo mine > {target}/a/b");
        RestorePlan plan = Store.PlanRestore(new RestoreRequest { Id = id, Target = elsewhere ? target : null, Paths = [TreePath.Parse("a/b/file")] }, null, CancellationToken.None);
        Assert.That(plan.Steps.Select(step => $"{step.Action} {step.Path}"), Is.SupersetOf((string[])["Delete a/b", "Create a/b/file"]));
        RestoreResult result = Store.Restore(plan, !elsewhere, null, CancellationToken.None);
        Assert.That(result.Warnings, Is.Empty);
        Assert.That(File.ReadAllText(Path.Combine(target, "a/b/file")), Is.EqualTo("1"));
    }

    [Test]
    public void Edits_made_while_the_question_stood_open_are_left_alone_and_named([Values(false, true)] bool safety, [Values(false, true)] bool elsewhere)
    {
        Shell("mkdir gone; for f in changed gone/back extra mode same; do echo 1 > $f; done; rm extra; ln -s old link", Source);
        string id = Take().Snapshot.Id;
        string target = elsewhere ? Path.Combine(Work, "look") : Source;
        Shell($"mkdir -p {target}; cp -a {Source}/. {target}; cd {target}; echo 2 > changed; rm -r gone; echo 2 > extra; chmod 600 mode; ln -sfn newer link");
        RestorePlan plan = Store.PlanRestore(new RestoreRequest { Id = id, Target = elsewhere ? target : null, DeletesExtra = true }, null, CancellationToken.None);
        Shell("echo 3 > changed; mkdir gone; echo 3 > gone/back; echo 3 > extra; echo 3 > mode; ln -sfn newest link; echo 3 > late", target);
        RestoreResult result = Store.Restore(plan, safety, null, CancellationToken.None);
        Assert.That(Shell("cat changed gone/back extra mode late; readlink link; stat -c %a mode", target), Is.EqualTo("3\n3\n3\n3\n3\nnewest\n600\n"));
        Assert.That(result.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EquivalentTo(
            ((string[])["changed", "gone/back", "extra", "mode", "link"]).Select(path => (WarningKind.RestoreSkipped, path))));
        RestoreAll(id, safety, elsewhere ? target : null);
        Assert.That(Shell("cat changed gone/back mode same; readlink link; stat -c %a mode", target), Is.EqualTo("1\n1\n1\n1\nold\n644\n"));
    }

    [Test]
    public void Names_of_one_file_that_go_or_change_one_after_another_are_still_as_they_were_found()
    {
        Shell("for f in 1 2 3 4; do echo $f > $f; done; ln 3 three", Source);
        string id = Take().Snapshot.Id;
        List<string> good = PosixTree.Describe(Source);
        Shell("rm 1 2 three; echo junk > 1; for f in 2 5 6 7; do ln 1 $f; done; ln 4 three; ln 4 8", Source);
        Assert.That(RestoreAll(id, safety: true).Warnings, Is.Empty);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(good));
    }

    [Test]
    public void A_snapshot_without_its_list_of_files_deletes_nothing_and_says_so()
    {
        Store.Create(new SnapshotRequest(), null, CancellationToken.None);
        SnapshotStore store = NewStore(exclude: "*.secret");
        Write("code", "1");
        Write("key.secret", "key");
        string id = store.Create(new SnapshotRequest(), null, CancellationToken.None).Snapshot.Id;
        Shell($"rm .agsekit-{id}.man", Backups);
        Write("code", "2");
        Write("extra", "x");
        RestorePlan plan = store.PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None);
        Assert.That((plan.Deleted, plan.Kept), Is.EqualTo((0, 2)));
        store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None);
        Assert.That(Shell("cat code extra key.secret", Source), Is.EqualTo("1xkey"));
        Assert.That(store.PlanRestore(new RestoreRequest { Id = id, DeletesExtra = true }, null, CancellationToken.None).Deleted, Is.EqualTo(2), "whoever insists");
    }

    [Test]
    public void A_restore_that_does_not_wait_leaves_the_former_state_stored_and_whoever_looks_makes_it_whole([Values] Onlooker onlooker)
    {
        new RandomTree(Source, new Random(8)).Grow(50);
        Write("file", "1");
        string id = Take().Snapshot.Id;
        new RandomTree(Source, new Random(9)).Edit(15);
        Write("file", "2");
        List<string> wreck = PosixTree.Describe(Source, withRootMode: false);
        RestoreResult result = Store.RestoreAtOnce(Plan(id), takesSafetySnapshot: true, null, CancellationToken.None);
        string safety = result.SafetySnapshot!.Id;
        Assert.That(File.ReadAllText(At("file")), Is.EqualTo("1"));
        Assert.That((Directory.Exists(Path.Combine(Backups, safety)), Directory.Exists(Path.Combine(Backups, safety + "-partial"))), Is.EqualTo((false, true)));
        Write("file", "3");
        switch (onlooker)
        {
            case Onlooker.Lists: Assert.That(Store.List().Select(snapshot => snapshot.Id), Does.Contain(safety)); break;
            case Onlooker.Restores: Assert.That(Plan(safety).IsEmpty, Is.False); break;
            case Onlooker.Snapshots: Take(); break;
            case Onlooker.Finishes: Store.FinishCaptured(null, CancellationToken.None); break;
            case Onlooker.Compares: Assert.That(Store.Diff(id, safety, CancellationToken.None), Is.Not.Empty); break;
            case Onlooker.Measures: Assert.That(Store.Measure(null, CancellationToken.None).Snapshots, Has.Count.EqualTo(2)); break;
        }

        Assert.That(PosixTree.Describe(Path.Combine(Backups, safety), withRootMode: false), Is.EqualTo(wreck));
        Assert.That(Partials(Backups), Is.Empty);
    }

    [Test]
    public void Who_only_reads_does_not_wait_for_a_restore_that_takes_long()
    {
        Write("file", "1");
        string id = Take().Snapshot.Id;
        Write("file", "2");
        Store.RestoreAtOnce(Plan(id), takesSafetySnapshot: true, null, CancellationToken.None);
        using (FileLock.TryTake(Path.Combine(Backups, "backup.pid")))
            Assert.That(Store.List(), Has.Count.EqualTo(1));
        Assert.That(Store.List(), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_copy_that_rotted_without_a_trace_is_no_reason_to_let_the_good_file_go([Values(false, true)] bool isLink, [Values(false, true)] bool isReplaced)
    {
        Write("base", "1");
        string create = isLink ? "ln -sfn thesis work" : "seq 1 1000 > work";
        if (isReplaced)
            Shell(isLink ? "ln -s before work" : "echo before > work", Source);
        string first = Take().Snapshot.Id;
        Shell($"{create}; sleep 0.1", Source); // old enough to be believed unread
        string second = Take().Snapshot.Id;
        string good = Shell("readlink work || cat work", Source);
        // Below the file system, or before the folder of the snapshots was copied: no ctime tells of it afterwards.
        Shell(
            isLink
                ? $"touch ref; touch -hr {second}/work ref; ln -sfn Xhesis {second}/work; touch -hr ref {second}/work; rm ref"
                : $"touch -r {second}/work ref; printf Z | dd status=none of={second}/work conv=notrunc; touch -r ref {second}/work; rm ref",
            Backups);
        string copy = Path.Combine(Work, "copied");
        Shell($"cp -a {Backups} {copy}");
        SnapshotStore copied = NewStore(backups: copy);
        copied.Create(new SnapshotRequest(), null, CancellationToken.None);
        RestoreResult result = copied.Restore(copied.PlanRestore(new RestoreRequest { Id = first }, null, CancellationToken.None), takesSafetySnapshot: true, null, CancellationToken.None);
        Assert.That(Shell("readlink work || cat work", result.SafetySnapshot!.Path), Is.EqualTo(good));
        Assert.That(Shell("readlink work || cat work || true", Source), Is.EqualTo(!isReplaced ? "" : "before\n"));
    }

    [Test]
    public void Sockets_and_devices_that_no_snapshot_can_bring_back_are_left_and_named()
    {
        Assume.That(EffectiveUser.IsRoot, "only root makes devices");
        Write("file", "1");
        string id = Take().Snapshot.Id;
        Shell("mkdir -p new/deep gone; mknod new/deep/null c 1 3; echo x > new/deep/file; echo x > gone/file; mkfifo fifo", Source);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(At("run.sock")));
        RestorePlan plan = Plan(id);
        Assert.That(plan.Steps.Where(step => step.Action == RestoreAction.Delete).Select(step => step.Path.ToString()), Is.EquivalentTo((string[])["new/deep/file", "gone/file", "gone", "fifo"]));
        RestoreResult result = RestoreAll(id, safety: true);
        Assert.That(Shell("find . -mindepth 1 -printf '%P '", Source).Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo((string[])["file", "run.sock", "new", "new/deep", "new/deep/null"]));
        Assert.That(result.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.SpecialLeft, "new/deep/null"), (WarningKind.SpecialLeft, "run.sock")]));
        RestorePlan again = Plan(id);
        Assert.That((again.IsEmpty, again.LeftAlone.Count), Is.EqualTo((true, 2)), "nothing to do, and what is left alone is still named");
    }

    internal enum Onlooker
    {
        Lists,
        Restores,
        Snapshots,
        Finishes,
        Compares,
        Measures,
    }

    private sealed class Watcher(Action<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told(value);
    }
}
