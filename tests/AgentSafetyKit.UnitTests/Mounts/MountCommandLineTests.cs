using AgentSafetyKit.Mounts;

namespace AgentSafetyKit.UnitTests.Mounts;

public sealed class MountCommandLineTests
{
    [Test]
    public void The_guest_runs_sshfs_like_this()
    {
        string words = string.Join(' ', MountCommandLine.Sshfs(new SshfsMountSpec("/home/ubuntu/my project", "agsekit:a,b\\c"), new SshfsAbilities { ContainsSymlinks = true }));
        Assert.That(words, Is.EqualTo(
            "sshfs -f -o passive,fsname=agsekit:a\\,b\\\\c,idmap=none,dcache_timeout=0,attr_timeout=1,entry_timeout=1,negative_timeout=0,max_read=65536,max_write=65536,nosuid,nodev,"
            + "allow_other,default_permissions,no_contain_symlinks agsekit:/ /home/ubuntu/my project"));
    }

    [Test]
    public void A_read_only_mount_for_one_user_with_a_longer_memory()
    {
        var spec = new SshfsMountSpec("/m", "n") { ReadOnly = true, ForAllUsers = false, AttributeTimeout = TimeSpan.FromSeconds(4.2) };
        Assert.That(MountCommandLine.Sshfs(spec, new SshfsAbilities())[3], Is.EqualTo("passive,fsname=n,idmap=none,dcache_timeout=4,attr_timeout=5,entry_timeout=5,negative_timeout=0,max_read=65536,max_write=65536,nosuid,nodev,ro"));
    }

    [Test]
    public void Where_only_root_can_mount_root_does_so() =>
        Assert.That(MountCommandLine.Sshfs(new SshfsMountSpec("/m", "n") { ByRoot = true }, new SshfsAbilities()).Take(5), Is.EqualTo(new[] { "sudo", "-n", "--", "sshfs", "-f" }));

    [Test]
    public void What_an_sshfs_can_do_is_read_from_its_help()
    {
        Assert.That(SshfsAbilities.FromHelp("    -o no_contain_symlinks allow all").ContainsSymlinks, Is.True);
        Assert.That(SshfsAbilities.FromHelp("    -o follow_symlinks   follow").ContainsSymlinks, Is.False);
    }
}
