using AgentSafetyKit.Machines;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using Processor = System.Runtime.InteropServices.Architecture;

namespace AgentSafetyKit.UnitTests.Machines.Qemu;

public sealed class QemuCommandLineTests
{
    private static readonly QemuLaunch Launch = new()
    {
        Name = "vm",
        Architecture = Processor.X64,
        Accelerator = Accelerator.Tcg,
        Processors = 2,
        Memory = ByteSize.FromGibibytes(2),
        Disk = "/vms/a, \"b\"/disk.qcow2",
        Image = new BootImage("/images/i/disk.raw", "raw", "/images/i/kernel", "/images/i/initrd", Seeded: true),
        SeedFolder = "/vms/a/seed",
        CloudInit = false,
        Mac = "52:54:00:00:00:01",
        Network = NetworkPolicy.Open,
        SshListener = "127.0.0.1:2222",
        ControlSocket = "/run/a,b/qmp",
    };

    [Test]
    public void An_emulated_open_machine_is_this_command() => Assert.That(
        Line(QemuCommandLine.Of(Launch)),
        Is.EqualTo(
            "qemu-system-x86_64 -name agsekit-vm -nodefaults -no-user-config -display none -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
            + " -machine q35,usb=off,vmport=off -accel tcg,thread=multi -cpu max -smp 2 -m 2048M -kernel /images/i/kernel -initrd /images/i/initrd"
            + " -append console=ttyS0 loglevel=4 systemd.show_status=true net.ifnames=0 panic=10 cloud-init=disabled"
            + " -blockdev {\"node-name\":\"disk-file\",\"driver\":\"file\",\"filename\":\"/vms/a, \\u0022b\\u0022/disk.qcow2\",\"discard\":\"unmap\"}"
            + " -blockdev {\"node-name\":\"disk\",\"driver\":\"qcow2\",\"file\":\"disk-file\",\"discard\":\"unmap\"} -device virtio-blk-pci,drive=disk,bootindex=1"
            + " -blockdev {\"node-name\":\"seed\",\"driver\":\"vvfat\",\"dir\":\"/vms/a/seed\",\"label\":\"CIDATA\",\"read-only\":true} -device virtio-blk-pci,drive=seed"
            + " -netdev user,id=net,ipv6=off,hostfwd=tcp:127.0.0.1:2222-10.0.2.15:22 -device virtio-net-pci,netdev=net,mac=52:54:00:00:00:01,romfile="
            + " -device virtio-rng-pci -device virtio-balloon-pci,id=balloon,free-page-reporting=on -chardev ringbuf,id=console,size=65536 -serial chardev:console"
            + " -chardev socket,id=control,path=/run/a,,b/qmp,server=on,wait=off -mon chardev=control,mode=control"));

    [Test]
    public void A_machine_with_no_network_is_cut_off_inside_QEMU() => Assert.That(
        QemuCommandLine.Of(Launch with { Network = NetworkPolicy.None, SshListener = "127.0.0.1:40000" }).Arguments,
        Does.Contain("user,id=net,ipv6=off,restrict=on,hostfwd=tcp:127.0.0.1:40000-10.0.2.15:22"));

    [Test]
    public void On_arm64_with_KVM_the_machine_type_console_and_processor_fit()
    {
        string command = Line(QemuCommandLine.Of(Launch with { Architecture = Processor.Arm64, Accelerator = Accelerator.Kvm }));
        Assert.That(command, Does.StartWith("qemu-system-aarch64 "));
        Assert.That(command, Does.Contain(" -machine virt,gic-version=max -accel kvm -cpu host "));
        Assert.That(command, Does.Contain("console=ttyAMA0 "));
    }

    [Test]
    public void An_image_without_a_kernel_of_its_own_starts_its_boot_loader()
    {
        CommandSpec command = QemuCommandLine.Of(Launch with { Image = new BootImage("/i.qcow2", "qcow2", null, null, Seeded: false) });
        Assert.That(command.Arguments, Does.Not.Contain("-kernel").And.Not.Contain("-append"));
    }

    [TestCase(Processor.X64, "q35,usb=off,vmport=off")]
    [TestCase(Processor.Arm64, "virt,gic-version=max")]
    public void An_image_that_needs_UEFI_gets_it_with_variables_of_its_own(Processor architecture, string machine)
    {
        string command = Line(QemuCommandLine.Of(Launch with
        {
            Architecture = architecture,
            Image = new BootImage("/i.qcow2", "qcow2", null, null, Seeded: false, NeedsUefi: true),
            Firmware = new UefiFirmware("/fw/code.fd", "raw", "/vms/a/uefi-variables", "raw"),
        }));
        Assert.That(command, Does.Contain(
            " -blockdev {\"node-name\":\"firmware-file\",\"driver\":\"file\",\"filename\":\"/fw/code.fd\",\"read-only\":true}"
            + " -blockdev {\"node-name\":\"firmware\",\"driver\":\"raw\",\"file\":\"firmware-file\",\"read-only\":true}"
            + " -blockdev {\"node-name\":\"variables-file\",\"driver\":\"file\",\"filename\":\"/vms/a/uefi-variables\"}"
            + " -blockdev {\"node-name\":\"variables\",\"driver\":\"raw\",\"file\":\"variables-file\"}"
            + $" -machine {machine},pflash0=firmware,pflash1=variables "));
    }

    [Test]
    public void A_machine_that_gets_the_memory_of_a_snapshot_does_not_begin_by_itself() =>
        Assert.That(QemuCommandLine.Of(Launch with { Halted = true }).Arguments[^1], Is.EqualTo("-S"));

    [Test]
    public void The_fence_closes_every_network_before_QEMU_and_leaves_it_no_privilege()
    {
        CommandSpec qemu = CommandSpec.Of("qemu-system-x86_64", "-x");
        CommandSpec user = NetworkFence.Wrap(qemu, 40001, ["203.0.113.0/24"], root: false);
        Assert.That(user.Program, Is.EqualTo("pasta"));
        string[] words = [.. user.Arguments];
        Assert.That(words[..14], Is.EqualTo(new[]
        {
            "--foreground", "--quiet", "--config-net", "--ipv4-only", "--no-map-gw", "--tcp-ports", "127.0.0.1/40001:2222", "--udp-ports", "none", "--tcp-ns", "none", "--udp-ns", "none",
            "--dns-forward",
        }));
        int script = Array.IndexOf(words, "-c");
        Assert.That(words[(script + 3)..], Is.EqualTo((string[])[.. NetworkFence.ClosedRanges, "203.0.113.0/24", "--", "qemu-system-x86_64", "-x"]));
        Assert.That(words[script + 1], Does.Contain("setpriv --bounding-set=-all").And.Contain("prohibit"));
        Assert.That(NetworkFence.Wrap(qemu, 40001, [], root: true).Arguments.Take(5), Is.EqualTo(new[] { "--user", "--map-user=1", "--map-group=1", "--", "pasta" }));
    }

    private static string Line(CommandSpec command) => string.Join(' ', command.Arguments.Prepend(command.Program));
}
