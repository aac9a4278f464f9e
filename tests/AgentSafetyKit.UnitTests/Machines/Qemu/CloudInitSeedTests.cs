using AgentSafetyKit.Machines.Qemu;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

public sealed class CloudInitSeedTests
{
    private static readonly CloudInitSeed Seed = new(
        "vm", "agsekit-vm-1", "52:54:00:00:00:01", "ssh-ed25519 USER agsekit", "-----BEGIN-----\nSECRET\n-----END-----\n", "ssh-ed25519 HOST", "packages: [htop]\n");

    [Test]
    public void The_users_mapping_is_a_second_part_that_can_not_replace_ours() => Assert.That(
        Seed.UserData,
        Is.EqualTo(
            """
            Content-Type: multipart/mixed; boundary="agsekit-part-7d1f4c"
            MIME-Version: 1.0

            --agsekit-part-7d1f4c
            Content-Type: text/cloud-config; charset="utf-8"
            MIME-Version: 1.0
            Merge-Type: list(append)+dict(no_replace,recurse_list)+str()

            #cloud-config
            hostname: vm
            ssh_deletekeys: false
            ssh_keys:
              ed25519_private: |
                -----BEGIN-----
                SECRET
                -----END-----
              ed25519_public: ssh-ed25519 HOST
            users:
              - name: ubuntu
                uid: 1000
                shell: /bin/bash
                sudo: "ALL=(ALL) NOPASSWD:ALL"
                lock_passwd: true
                ssh_authorized_keys:
                  - ssh-ed25519 USER agsekit
            --agsekit-part-7d1f4c
            Content-Type: text/cloud-config; charset="utf-8"
            MIME-Version: 1.0
            Merge-Type: list(append)+dict(no_replace,recurse_list)+str()

            #cloud-config
            packages: [htop]
            --agsekit-part-7d1f4c--

            """));

    [Test]
    public void A_mapping_can_not_smuggle_in_a_part_of_its_own() =>
        Assert.That(() => (Seed with { UserMapping = "a: 1\n--agsekit-part-7d1f4c\n" }).UserData, Throws.ArgumentException);
}
