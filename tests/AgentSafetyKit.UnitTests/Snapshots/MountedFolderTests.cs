using AgentSafetyKit.FileTree;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.UnitTests.Snapshots;

/// <summary>A folder of the same disk that is mounted in the source (mount --bind) has the device number of the source, and is somebody else's all the same.</summary>
internal sealed class MountedFolderTests : SnapshotFixture
{
    [Test]
    public void A_folder_of_the_same_disk_mounted_in_the_source_is_left_out_and_left_alone([Values(false, true)] bool wasThere)
    {
        Write("file", "1");
        Write("data/old", "old");
        string before = Take().Snapshot.Id;
        string shared = Shared("data");
        try
        {
            SnapshotResult with = Take();
            Assert.That(with.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.OtherFileSystem, "data")]));
            Assert.That(PosixTree.NamesIn(Snapshot(with) + "/data"), Is.Empty);
            Assert.That(Take().Outcome, Is.EqualTo(SnapshotOutcome.Unchanged), "what lies there is no change of the source");
            Write("file", "2");
            RestoreResult result = RestoreAll(wasThere ? before : with.Snapshot.Id, safety: true);
            Assert.That(Shell("cat file", Source), Is.EqualTo("1"));
            Assert.That(Shell("find . -type f -printf '%P\n' | sort", shared), Is.EqualTo("deep/kept\nmine\n"));
            Assert.That(result.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(wasThere ? ((WarningKind, string)[])[(WarningKind.OtherFileSystem, "data")] : []));
        }
        finally
        {
            Shell("umount data", Source);
        }

        Assert.That(Shell("cat data/old", Source), Is.EqualTo("old"));
    }

    [Test]
    public void The_backup_folder_mounted_in_the_source_is_neither_copied_nor_emptied()
    {
        Write("src/a", "1");
        string first = Take().Snapshot.Id;
        Write("src/a", "2");
        string second = Take().Snapshot.Id;
        Write("src/a", "3");
        Directory.CreateDirectory(At("backups"));
        MountOrIgnore(Backups, At("backups"));
        try
        {
            for (int i = 0; i < 3; i++)
            {
                Write("src/a", $"4{i}");
                Assert.That(Take().Snapshot.Facts!.Files, Is.EqualTo(1), "snapshots of snapshots grow for ever");
            }

            RestoreAll(first, safety: true);
        }
        finally
        {
            Shell("umount backups", Source);
        }

        Assert.That(Shell("cat src/a", Source), Is.EqualTo("1"));
        Assert.That(Shell($"cat {first}/src/a {second}/src/a", Backups), Is.EqualTo("12"));
    }

    [Test]
    public void A_closed_folder_that_is_mounted_in_the_source_is_not_opened()
    {
        Assume.That(EffectiveUser.IsRoot, "only root can play another user");
        Write("file", "1");
        Write("data/old", "old");
        string id = Take().Snapshot.Id;
        Write("file", "2");
        string shared = Shared("data");
        try
        {
            Shell($"chown -R 4321 {Work}; chmod 755 {Work}; chmod 0 {shared}");
            Assert.That(PlayedUser.Run(4321, () => Plan(id)).ClosedFolders, Is.Zero);
            PlayedUser.Run(4321, () => RestoreAll(id, safety: true));
            Assert.That(Shell($"cat file; stat -c %a {shared}", Source), Is.EqualTo("10\n"));
        }
        finally
        {
            Shell("umount data", Source);
        }
    }

    [Test]
    public void The_folder_of_the_snapshots_is_not_entered_by_whatever_way_it_came_into_the_tree()
    {
        Write("file", "1");
        Write("sub/backups/20260101-000000/file", "old");
        FolderHandle.Open(Source, out FolderHandle root);
        FolderHandle.Open(At("sub/backups"), out FolderHandle backups);
        using (root)
        using (backups)
        using (TreeScan scan = TreeScanner.Run(new ScanSpec { Root = root, Backups = backups }, CancellationToken.None))
        {
            Assert.That((scan.Table.EntryCount, scan.Table.FolderCount), Is.EqualTo((1, 3)));
            Assert.That(scan.Warnings.Select(warning => (warning.Kind, warning.Path.ToString())), Is.EqualTo(((WarningKind, string)[])[(WarningKind.BackupsInside, "sub/backups")]));
        }
    }

    [Test]
    public void What_is_mounted_in_an_old_snapshot_does_not_go_with_it()
    {
        Write("data/file", "1");
        string id = Take().Snapshot.Id;
        Write("data/file", "2");
        Take();
        string shared = Path.Combine(Work, "shared"), inside = Path.Combine(Backups, id, "data");
        Directory.CreateDirectory(shared);
        File.WriteAllText(Path.Combine(shared, "mine"), "mine");
        MountOrIgnore(shared, inside);
        try
        {
            FolderHandle.Open(Backups, out FolderHandle backups);
            using (backups)
                Assert.That(TreeRemoval.Remove(backups, [.. System.Text.Encoding.ASCII.GetBytes(id), 0], CancellationToken.None), Is.EqualTo(AgentSafetyKit.Errors.Errno.EBUSY));
        }
        finally
        {
            Shell($"umount {inside}");
        }

        Assert.That(Shell("cat mine", shared), Is.EqualTo("mine"));
    }

    private string Shared(string place)
    {
        string shared = Path.Combine(Work, "shared");
        Shell($"mkdir -p {shared}/deep; echo kept > {shared}/deep/kept; echo mine > {shared}/mine");
        MountOrIgnore(shared, At(place));
        return shared;
    }

    private static void MountOrIgnore(string what, string where)
    {
        if (Try($"mount --bind {what} {where}").ExitCode != 0)
            Assert.Ignore("a folder can not be mounted here (needs root)");
    }
}
