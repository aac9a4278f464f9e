using AgentSafetyKit.Machines.Multipass;

namespace AgentSafetyKit.UnitTests.Machines.Multipass;

public sealed class MultipassCloudInitTests
{
    private const string Key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

    [Test]
    public void The_users_settings_are_added_and_can_not_replace_ours()
    {
        string merged = MultipassCloudInit.Of("vm", "ssh-ed25519 USER agsekit", Key, "ssh-ed25519 HOST", """
            hostname: hijacked
            ssh_authorized_keys: ["ssh-ed25519 MINE"]
            ssh_keys: {ed25519_public: "ssh-ed25519 OTHER", rsa_private: x}
            packages: [htop]
            runcmd: [[sh, -c, "echo yes"]]
            timezone: Europe/Berlin
            locale: "no"
            """);
        Assert.That(merged, Is.EqualTo("""
            #cloud-config
            hostname: vm
            ssh_authorized_keys:
              - "ssh-ed25519 USER agsekit"
              - "ssh-ed25519 MINE"
            ssh_deletekeys: true
            ssh_keys:
              ed25519_private: "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"
              ed25519_public: "ssh-ed25519 HOST"
              rsa_private: x
            packages:
              - sshfs
              - htop
            write_files:
              -
                path: /etc/ssh/sshd_config.d/10-agsekit.conf
                content: "MaxSessions 500\n"
            runcmd:
              -
                - sh
                - -c
                - "grep -qx user_allow_other /etc/fuse.conf || echo user_allow_other >> /etc/fuse.conf"
              -
                - sh
                - -c
                - "echo yes"
            timezone: Europe/Berlin
            locale: "no"

            """));
    }

    [TestCase("")]
    [TestCase("  \n")]
    [TestCase("{}")]
    public void No_settings_are_ours_alone(string none) => Assert.That(
        MultipassCloudInit.Of("vm", "ssh-ed25519 USER", Key, "ssh-ed25519 HOST", none), Does.StartWith("#cloud-config\nhostname: vm\n").And.EndsWith("/etc/fuse.conf\"\n"));
}
