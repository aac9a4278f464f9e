using System.Security.Cryptography;
using AgentSafetyKit.Processes;
using AgentSafetyKit.UnitTests.Machines.Images;

namespace AgentSafetyKit.ScenarioTests.Vm;

/// <summary>A VM from somebody else's disk image: fetched from a server, started by its own boot loader under UEFI, given its keys by cloud-init.</summary>
internal sealed class ForeignImageScenarios : MachineScenario
{
    private const string Foreign = "foreign";

    /// <summary>
    /// $1: our built image's folder. A GPT disk of two partitions: one UEFI starts from, with GRUB, the kernel and its first file system; and the guest's own. Our own settings of its start are taken out: it takes its address and keys from cloud-init, as a vendor's does.
    /// </summary>
    private const string MakeDisk = """
        set -eu
        kernel=$1/kernel initrd=$1/initrd root=$1/disk.raw
        printf 'search --file --set=root /kernel\nlinux /kernel console=ttyS0 net.ifnames=0 panic=10\ninitrd /initrd\nboot\n' > start.cfg
        grub-mkstandalone --format=x86_64-efi --output=BOOTX64.EFI --locales= --fonts= --themes= --modules='normal linux part_gpt fat search search_fs_file boot' 'boot/grub/grub.cfg=start.cfg'
        truncate -s 96M esp; mformat -i esp -F ::; mmd -i esp ::/EFI ::/EFI/BOOT
        mcopy -i esp BOOTX64.EFI ::/EFI/BOOT/; mcopy -i esp "$kernel" ::/kernel; mcopy -i esp "$initrd" ::/initrd
        cp --sparse=always "$root" root; chmod 600 root
        wants=/etc/systemd/system/multi-user.target.wants
        printf 'rm %s/agsekit-seed.service\nrm /etc/cloud/cloud.cfg.d/99-agsekit.cfg\nsymlink %s/systemd-networkd.service /lib/systemd/system/systemd-networkd.service\n' "$wants" "$wants" | debugfs -w root > /dev/null 2>&1
        size=$(stat -c %s root)
        truncate -s $((size + (128 << 20))) disk
        printf 'label: gpt\nstart=2048, size=96MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\nsize=%s, type=L\n' $((size / 512)) | sfdisk --quiet disk
        dd if=esp of=disk bs=1M seek=1 conv=notrunc,sparse status=none
        dd if=root of=disk bs=1M seek=97 conv=notrunc,sparse status=none
        qemu-img convert -O qcow2 disk disk.qcow2
        """;

    [Test]
    public void It_is_downloaded_started_under_UEFI_and_lets_us_in()
    {
        string built = Directory.EnumerateDirectories(Path.Combine(Home, "cache/images"), "debian-bookworm-*").Single();
        Shell(MakeDisk, built);
        using var server = new FileServer();
        server.Files["disk.qcow2"] = File.ReadAllBytes(Path.Combine(Project, "disk.qcow2"));
        server.Troubles.Enqueue(new FileServer.Trouble(After: 100_000_000));
        string image = $"{server.Address("disk.qcow2")}#sha256={Convert.ToHexStringLower(SHA256.HashData(server.Files["disk.qcow2"]))}";
        SharedMachine.WriteConfig($"{SharedMachine.MachineYaml.TrimEnd()}\n  {Foreign}: {{cpu: 2, ram: 1G, disk: 12G, provider: qemu, network: none, image: \"{image}\"}}\n");
        try
        {
            CommandResult made = Kit.Run("create-vm", Foreign);
            Assert.That(made.ExitCode, Is.Zero, made.ErrorText);
            Assert.That(server.Requests, Is.EqualTo((string[])["disk.qcow2", "disk.qcow2 from 100000000"]));
            CommandResult started = Kit.Run("start-vm", Foreign);
            Assert.That(started.ExitCode, Is.Zero, started.ErrorText);
            CommandResult inside = Kit.Run("exec", Foreign, "--", "bash", "-c", "test -d /sys/firmware/efi && echo started by UEFI; hostname; id -un; systemctl is-enabled agsekit-seed.service; cat /etc/ssh/sshd_config.d/10-agsekit.conf");
            Assert.That(inside.OutputText, Does.StartWith($"started by UEFI\n{Foreign}\nubuntu\n").And.Contain("disabled").And.Contain("MaxSessions 500"));
            Assert.That(Kit.Run("image", "rm", image.Split('#')[0]).ErrorText, Does.Contain("its VMs need it: " + Foreign));
        }
        finally
        {
            Kit.Run("destroy-vm", Foreign, "--yes", "--force");
        }

        Assert.That(Kit.Run("image", "rm", image.Split('#')[0]).ExitCode, Is.Zero);
    }
}
