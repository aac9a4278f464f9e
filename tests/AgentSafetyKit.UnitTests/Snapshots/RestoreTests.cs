using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;
using Mono.Unix.Native;

namespace AgentSafetyKit.UnitTests.Snapshots;

internal sealed class RestoreTests : SnapshotFixture
{
    [Test]
    public void The_plan_names_every_step_and_touches_nothing_and_a_safety_snapshot_brings_the_wreck_back()
    {
        Shell("mkdir -p src/sub; echo one > src/one; echo two > src/two; printf '#!/bin/sh\\n' > run.sh; chmod 755 run.sh; echo x > src/sub/deep", Source);
        string id = Take(SnapshotReason.BeforeRun).Snapshot.Id;
        List<string> good = PosixTree.Describe(Source);
        Shell("echo changed > src/one; rm src/two run.sh; echo new > new; mkdir -p junk/inner; echo y > junk/inner/file; chmod 600 src/sub/deep", Source);
        List<string> wreck = PosixTree.Describe(Source);
        RestorePlan plan = Plan(id);
        Assert.Multiple(() =>
        {
            Assert.That(PosixTree.Describe(Source), Is.EqualTo(wreck));
            Assert.That(plan.Steps.Where(step => step.Kind != EntryKind.Folder || step.Action == RestoreAction.Delete).Select(step => $"{step.Action} {step.Path}"), Is.EquivalentTo((string[])[
                "Replace src/one", "Create src/two", "Create run.sh", "Metadata src/sub/deep", "Delete new", "Delete junk", "Delete junk/inner", "Delete junk/inner/file"]));
            Assert.That(plan.ChangedExecutables.Select(path => path.ToString()), Is.EqualTo((string[])["run.sh"]));
            Assert.That((plan.Created, plan.Deleted, plan.Bytes), Is.EqualTo((2, 4, 18L)));
        });
        RestoreResult result = Store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(good));
        Assert.That(result.SafetySnapshot!.Facts!.Reason, Is.EqualTo(SnapshotReason.BeforeRestore));
        RestoreAll(result.SafetySnapshot.Id);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(wreck));
    }

    [Test]
    public void A_folder_that_gives_new_files_a_group_and_an_access_list_gives_restored_ones_none()
    {
        Shell("mkdir -p given/deep plain; for i in 1 2 3; do echo $i > given/$i; echo $i > plain/$i; done; echo 4 > given/deep/4; chmod 600 given/1; chmod 751 given/2; chmod 640 plain/2", Source);
        Assert.That(Syscall.setxattr(At("given/3"), "user.note", [1, 2]), Is.Zero);
        Shell("chgrp 1000 given 2> /dev/null; chmod g+s given", Source);
        byte[] list = Convert.FromHexString("02000000" + "01000700ffffffff" + "02000700e8030000" + "04000500ffffffff" + "10000700ffffffff" + "20000500ffffffff");
        Assert.That((Syscall.setxattr(At("given"), "system.posix_acl_default", list), Syscall.setxattr(At("plain/3"), "system.posix_acl_access", list)), Is.EqualTo((0, 0)));
        List<string> good = PosixTree.Describe(Source);
        string id = Take().Snapshot.Id;
        Shell("rm given/[123] plain/[123] given/deep/4; touch given/mine", Source);
        Assert.That(Syscall.getxattr(At("given/mine"), "system.posix_acl_access", new byte[256], 256), Is.GreaterThan(0), "it does give them one");
        RestoreAll(id);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(good));
    }

    [Test]
    public void Paths_alone_leave_the_rest_as_it_is()
    {
        Shell("mkdir -p a/b c; echo 1 > a/b/file; echo 2 > a/other; echo 3 > c/file; touch -d 2001-01-01 a/b", Source);
        string id = Take().Snapshot.Id;
        Shell("echo x > a/b/file; echo x > a/b/extra; echo x > a/other; rm -r c", Source);
        Store.Restore(Plan(id, "a/b", "c/file"), false, null, CancellationToken.None);
        Assert.That(Shell("tail -n +1 a/b/* a/other c/file; stat -c %y a/b | cut -c1-10", Source), Is.EqualTo("==> a/b/file <==\n1\n\n==> a/other <==\nx\n\n==> c/file <==\n3\n2001-01-01\n"));
        Assert.That(() => Plan(id, "not/there"), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.SnapshotMissing));
    }

    [Test]
    public void What_the_snapshots_rules_leave_out_is_untouched_even_in_a_folder_that_goes()
    {
        Write(".backupignore", "node_modules/\n*.secret\n");
        Write("code", "1");
        Write("node_modules/lib", "lib");
        string id = Take().Snapshot.Id;
        Write("code", "2");
        Write("new/file", "x");
        Write("new/key.secret", "key");
        Write(".backupignore", "");
        RestoreResult result = RestoreAll(id);
        Assert.That(
            Shell("find . -type f -printf '%P\\n' | sort", Source).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo((string[])[".backupignore", "code", "new/key.secret", "node_modules/lib"]));
        Assert.That(result.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.FolderKept, "new")]));
    }

    [Test]
    public void What_a_restore_overwrites_or_deletes_is_in_the_safety_snapshot_whatever_ignore_files_say_by_then()
    {
        Write(".backupignore", "*.log\n");
        Shell("mkdir -p src/sub; echo one > src/one; echo two > src/sub/two; echo z > build.log", Source);
        string id = Take(SnapshotReason.BeforeRun).Snapshot.Id;
        Shell("echo '*' > .backupignore; echo mine > src/one; echo late > src/sub/late; mkdir -p new/deep; echo work > new/deep/work; echo '*' > new/.backupignore; ln -s one src/link", Source);
        TakeAnyway();
        // The patterns a store is given now must not thin the safety snapshot out either.
        SnapshotStore store = NewStore(exclude: "*");
        RestorePlan plan = store.PlanRestore(new RestoreRequest { Id = id }, null, CancellationToken.None);
        RestoreStep[] lost = [.. plan.Steps.Where(step => step.Action is RestoreAction.Delete or RestoreAction.Replace)];
        Assert.That(lost, Has.Length.EqualTo(8));
        RestoreResult result = store.Restore(plan, takesSafetySnapshot: true, null, CancellationToken.None);
        string kept = Path.Combine(Backups, result.SafetySnapshot!.Id);
        Assert.That(lost.Select(step => step.Path.ToString()).Where(path => !Path.Exists(Path.Combine(kept, path))), Is.Empty);
        Assert.That(Shell("cat src/one src/sub/late new/deep/work", kept), Is.EqualTo("mine\nlate\nwork\n"));
        Assert.That(File.Exists(At("new/deep/work")), Is.False);
        RestoreAll(result.SafetySnapshot.Id);
        Assert.That(Shell("cat .backupignore src/one src/sub/late new/deep/work; ls build.log", Source), Is.EqualTo("*\nmine\nlate\nwork\nbuild.log\n"));
    }

    [Test]
    public void Another_folder_gets_everything_and_keeps_what_else_it_has()
    {
        Write("a/b", "x");
        string id = Take().Snapshot.Id;
        string target = Path.Combine(Work, "other", "place");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "mine"), "mine");
        RestoreAll(id, target: target);
        Assert.That(File.ReadAllText(Path.Combine(target, "a/b")), Is.EqualTo("x"));
        Assert.That(File.Exists(Path.Combine(target, "mine")));
        Assert.That(() => RestoreAll(id, target: Path.Combine(Backups, id)), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.FolderRefused));
    }

    [Test]
    public void A_link_put_in_the_way_is_replaced_and_never_followed()
    {
        string canary = Path.Combine(Work, "canary");
        Directory.CreateDirectory(canary);
        File.WriteAllText(Path.Combine(canary, "file"), "canary");
        Write("folder/file", "good");
        Write("single", "good");
        string id = Take().Snapshot.Id;
        Shell($"rm -r folder single; ln -s {canary} folder; ln -s {canary}/file single", Source);
        RestoreAll(id);
        Assert.That(File.ReadAllText(Path.Combine(canary, "file")), Is.EqualTo("canary"));
        Assert.That(Shell("stat -c %F folder single; cat folder/file single", Source), Is.EqualTo("directory\nregular file\ngoodgood"));
    }

    [Test]
    public void What_a_killed_restore_left_is_finished_and_swept()
    {
        for (int i = 0; i < 30; i++)
            Write($"d{i % 3}/f{i}", $"content {i}");
        string id = Take().Snapshot.Id;
        List<string> good = PosixTree.Describe(Source);
        Shell("rm -r d0; for f in d1/*; do echo bad > $f; done; chmod 500 d2; echo half > d1/.agsekit-restore-0123456789abcdef.tmp; echo half > d1/.agsekit-restore-0123456789abcdef", Source);
        using var stop = new CancellationTokenSource();
        long pause = ProgressPart.Pause;
        ProgressPart.Pause = 0;
        var progress = new StopAfter(stop, 7);
        try
        {
            Assert.That(() => Store.Restore(Plan(id), false, progress, stop.Token), Throws.TypeOf<KitException>().With.Property("Code").EqualTo(ErrorCode.Cancelled));
        }
        finally
        {
            ProgressPart.Pause = pause;
        }

        RestoreAll(id);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(good));
    }

    [Test]
    public void A_wide_tree_with_links_across_folders_comes_back_exactly_by_several_threads()
    {
        Shell("for d in $(seq 120); do mkdir -p t/$d/sub; for f in 1 2 3; do echo $d $f > t/$d/sub/$f; done; ln t/$d/sub/1 t/$d/first; done; for d in $(seq 2 120); do ln t/1/sub/2 t/$d/shared; done; chmod 500 t/7/sub; chmod 000 t/8/sub; touch -d 2001-01-01 t/9/sub", Source);
        string id = Take().Snapshot.Id;
        List<string> good = PosixTree.Describe(Source);
        Shell("chmod -R u+rwx t; rm -r t; echo in the way > t", Source);
        Assert.That(RestoreAll(id).Warnings, Is.Empty);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(good));
        Shell("for d in $(seq 3 3 120); do rm -r t/$d; done; for d in $(seq 4 3 120); do echo new > t/$d/new; rm t/$d/shared; cp t/1/sub/2 t/$d/shared; done; rm t/1/sub/2", Source);
        Assert.That(RestoreAll(id).Warnings, Is.Empty);
        Assert.That(PosixTree.Describe(Source), Is.EqualTo(good));
        Assert.That(Plan(id).IsEmpty);
    }

    [Test]
    public void Setuid_comes_back_only_when_asked_for()
    {
        Shell("echo tool > tool; chmod 4755 tool; echo same > same; chmod 2755 same", Source);
        string id = Take().Snapshot.Id;
        Shell("rm tool; chmod 755 same", Source);
        Assert.That(RestoreAll(id).Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.SetuidDropped, "tool")]));
        Assert.That(Shell("stat -c %a tool same", Source), Is.EqualTo("755\n755\n"));
        Assert.That(Plan(id).IsEmpty, "nothing but the bits is missing");
        RestorePlan plan = Store.PlanRestore(new RestoreRequest { Id = id, RestoresSetuid = true }, null, CancellationToken.None);
        Store.Restore(plan, false, null, CancellationToken.None);
        Assert.That(Shell("stat -c %a tool same", Source), Is.EqualTo("4755\n2755\n"));
    }

    [Test]
    public void A_file_that_rotted_in_the_snapshot_comes_back_with_a_warning()
    {
        Write("good", "content");
        Write("rotten", "content");
        Write("lost", "content");
        SnapshotResult taken = Take();
        Shell("printf C | dd of=rotten conv=notrunc status=none; rm lost", Snapshot(taken));
        Shell("rm *", Source);
        Assert.That(
            RestoreAll(taken.Snapshot.Id).Warnings.Select(warning => (warning.Kind, warning.Path.ToString())),
            Is.EqualTo(((WarningKind, string)[])[(WarningKind.NotInSnapshot, "lost"), (WarningKind.RestoredDamaged, "rotten")]));
        Assert.That(Shell("cat good rotten", Source), Is.EqualTo("contentContent"));
    }

    [Test]
    public void The_makings_of_a_killed_restore_elsewhere_go_too()
    {
        Write("d/file", "content");
        string id = Take().Snapshot.Id, target = Path.Combine(Work, "look");
        RestoreAll(id, target: target);
        File.WriteAllText(Path.Combine(target, "d/.agsekit-restore-0123456789abcdef"), "half");
        File.WriteAllText(Path.Combine(target, "d/mine"), "mine");
        RestoreAll(id, target: target);
        Assert.That(Directory.GetFiles(Path.Combine(target, "d")).Select(Path.GetFileName), Is.EquivalentTo((string[])["file", "mine"]));
    }

    [Test]
    public void A_diff_names_kinds_sizes_modes_and_targets()
    {
        Shell("echo one > changed; echo same > touched; ln -s old link; mkdir gone folder; echo x > gone/file; echo y > becomes", Source);
        string first = Take().Snapshot.Id;
        Shell("echo three > changed; touch -d 2001-01-01 touched; ln -sfn new link; rm -r gone; rm becomes; mkdir becomes; echo n > folder/new", Source);
        string[] Lines(IEnumerable<TreeChange> changes) => [.. changes.Select(change => $"{change.Kind} {change.Path} {change.OldKind}>{change.NewKind} {change.OldSize}>{change.NewSize}{(change.OldKind == EntryKind.SymbolicLink ? " " + System.Text.Encoding.UTF8.GetString(change.NewTarget.Span) : "")}")];
        string[] live = Lines(Store.Diff(first, null, CancellationToken.None));
        string second = Take().Snapshot.Id;
        string[] expected =
        [
            "TypeChanged becomes File>Folder 2>0", "Changed changed File>File 4>6", "Deleted gone Folder>Unknown 0>0", "Changed link SymbolicLink>SymbolicLink 3>3 new", "MetadataOnly touched File>File 5>5",
            "Added folder/new Unknown>File 0>2", "Deleted gone/file File>Unknown 2>0",
        ];
        Assert.That(live, Is.EquivalentTo(expected));
        Assert.That(Lines(Store.Diff(first, second, CancellationToken.None)), Is.EquivalentTo(expected));
        Assert.That(Store.Diff(second, null, CancellationToken.None), Is.Empty);
        using var reader = new StreamReader(Store.OpenFile(first, TreePath.Parse("changed")));
        Assert.That(reader.ReadToEnd(), Is.EqualTo("one\n"));
    }

    private sealed class StopAfter(CancellationTokenSource stop, int reports) : IProgress<WorkProgress>
    {
        private int _count;

        public void Report(WorkProgress value)
        {
            if (++_count == reports)
                stop.Cancel();
        }
    }
}
