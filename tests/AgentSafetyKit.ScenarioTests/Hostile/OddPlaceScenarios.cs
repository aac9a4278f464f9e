using System.Globalization;
using AgentSafetyKit.Processes;
using AgentSafetyKit.ScenarioTests.Harness;

namespace AgentSafetyKit.ScenarioTests.Hostile;

/// <summary>Folders of unusual size, on unusual disks, or on none any more.</summary>
[Parallelizable]
internal sealed class OddPlaceScenarios : SnapshotScenario
{
    [Test]
    public void A_hundred_thousand_names_in_one_folder_are_as_good_as_ten()
    {
        Shell("python3 -c 'import os\nos.mkdir(\"big\")\nfor i in range(100000): os.close(os.open(\"big/\" + \"n\" * (i % 40) + str(i), os.O_CREAT | os.O_WRONLY))'");
        string id = Snapshot();
        Assert.That(Kit.Run(BackupOnce).OutputText, Does.StartWith("Nothing changed"));
        string names = Shell("cd big; ls -fA | LC_ALL=C sort | sha256sum");
        Assert.That(Shell("cd \"$1/big\"; ls -fA | LC_ALL=C sort | sha256sum", Path.Combine(Backups, id)), Is.EqualTo(names));
        Shell("cd big; ls -fA | head -500 | xargs rm; echo x >new");
        Assert.That(Kit.Run(BackupOnce).OutputText, Does.Contain("+1 ~0 -500"));
        Assert.That(Kit.Run("backup", "restore", id, "--yes", "--quiet").ExitCode, Is.Zero);
        Assert.That(Shell("cd big; ls -fA | LC_ALL=C sort | sha256sum"), Is.EqualTo(names));
    }

    [Test]
    public void A_sparse_gigabyte_takes_no_gigabyte_anywhere()
    {
        Shell("truncate -s 1G disk; for at in 0 300000000 1073741000; do printf data | dd of=disk bs=1 seek=$at conv=notrunc status=none; done");
        string sum = Shell("sha256sum disk");
        string id = Snapshot();
        Assert.That(Kilobytes(Path.Combine(Backups, id, "disk")), Is.LessThan(1000));
        Shell("rm disk");
        Assert.That(Kit.Run("backup", "restore", id, "--yes", "--quiet").ExitCode, Is.Zero);
        Assert.That(Shell("sha256sum disk"), Is.EqualTo(sum));
        Assert.That(Kilobytes(Path.Combine(Project, "disk")), Is.LessThan(1000));
    }

    [Test]
    public void A_folder_whose_disk_is_gone_is_no_reason_for_a_snapshot_of_nothing()
    {
        if (Environment.UserName != "root")
            Assert.Ignore("only root may mount a disk");
        Shell("mount -t tmpfs none \"$1\"", Project);
        try
        {
            Shell("cd \"$1\"; echo 1 >a; mkdir d; echo 2 >d/b", Project);
            Snapshot();
            LearnNew(Inventory(Project));
        }
        finally
        {
            Shell("cd /; umount \"$1\"", Project);
        }

        AssertRefused(Kit.Run(BackupOnce), 6, "no snapshot of " + Project, "unmounted", "--yes");
        Shell("mv \"$1\" \"$1-away\"", Project);
        Kit.WorkingFolder = Root;
        CommandResult missing = Kit.Run("backup-once", "--source-dir", Project, "--dest-dir", Backups);
        Assert.That((missing.ExitCode, missing.OutputText), Is.Not.EqualTo((0, "")));
        Shell("mv \"$1-away\" \"$1\"", Project);
        AssertNothingLost();
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void A_disk_without_hard_links_gets_full_copies_and_says_so()
    {
        string far = Path.Combine(Root, "far"), near = Path.Combine(Root, "near");
        MountOverSftp(far, near, "-o", "disable_hardlink");
        try
        {
            MakeTree(40);
            string[] once = ["backup-once", "--source-dir", Project, "--dest-dir", Path.Combine(near, "backups")];
            Assert.That(Kit.Run(once).ExitCode, Is.AnyOf(0, 7));
            Shell("echo changed >d1/faaa");
            CommandResult second = Kit.Run(once);
            Assert.That(second.ExitCode, Is.EqualTo(7));
            Assert.That(second.ErrorText, Does.Contain("no hard links"));
            string newest = Directory.GetDirectories(Path.Combine(far, "backups")).Order(StringComparer.Ordinal).Last();
            Assert.That(Contents(newest), Is.EqualTo(Contents(Project)));
        }
        finally
        {
            Shell("fusermount3 -u \"$1\"", near);
        }
    }

    [Test]
    public void A_disk_that_keeps_no_modes_owners_links_or_symbolic_links_gets_the_contents_and_says_what_it_lost()
    {
        // As FAT answers, on a system that has none: these calls are always refused.
        Shell("echo 1 >a; chmod 700 a; mkdir d; echo 2 >d/b; ln -s a link");
        Kit.Launcher = ["strace", "-f", "-qqq", "-e", "signal=none", "-e", "trace=linkat,symlinkat,fchmod,fchown,fchownat", "-e", "inject=linkat:error=EPERM", "-e", "inject=symlinkat:error=EPERM",
            "-e", "inject=fchmod:error=EPERM", "-e", "inject=fchownat:error=EPERM", "-e", "inject=fchown:error=EPERM", "-o", "/dev/null"];
        CommandResult first = Kit.Run(BackupOnce);
        Assert.That(first.ExitCode, Is.EqualTo(7), first.ErrorText);
        Shell("echo 3 >d/b");
        CommandResult second = Kit.Run(BackupOnce);
        Assert.That(second.ExitCode, Is.EqualTo(7), second.ErrorText);
        Assert.That(second.ErrorText, Does.Contain("no hard links"));
        Kit.Launcher = [];
        Assert.That(Shell("cat \"$1/a\" \"$1/d/b\"", Listed()[^1].Path), Is.EqualTo("1\n3\n"));
    }

    private long Kilobytes(string file) => long.Parse(Shell("du -k \"$1\" | cut -f1", file), CultureInfo.InvariantCulture);

    private string Contents(string folder) => Shell("cd \"$1\"; find . -type f -print0 | sort -z | xargs -0 sha256sum", folder);

    /// <summary>A folder by way of sshfs(1) and an SFTP server of this machine, without any network.</summary>
    private void MountOverSftp(string far, string near, params string[] options)
    {
        if (!File.Exists("/dev/fuse"))
            Assert.Ignore("/dev/fuse is missing");
        string server = Path.Combine(Root, "server");
        File.WriteAllText(server, "#!/bin/sh\nexec /usr/lib/openssh/sftp-server\n");
        Shell("chmod 700 \"$1\"; mkdir \"$2\" \"$3\"; ssh=$1 far=$2 near=$3; shift 3; sshfs -o \"ssh_command=$ssh\" \"$@\" \"x:$far\" \"$near\"", [server, far, near, .. options]);
    }
}
