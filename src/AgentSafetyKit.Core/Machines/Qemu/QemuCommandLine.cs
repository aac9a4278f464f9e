using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>
/// QEMU's command line (qemu(1)): nothing but what is written here (no default devices, no configuration of the host's), no display, USB or sound, system calls filtered. The disk is
/// the first on the bus. The serial console goes to a ring in memory, so a guest can not fill the host's disk through it.
/// </summary>
public static class QemuCommandLine
{
    public const string ConsoleName = "console";

    public const string BalloonName = "balloon";

    public const string DiskName = "disk";

    public const int ConsoleBytes = 64 * 1024;

    public static string ProgramFor(Architecture architecture) => architecture == Architecture.Arm64 ? "qemu-system-aarch64" : "qemu-system-x86_64";

    public static CommandSpec Of(QemuLaunch launch)
    {
        bool arm = launch.Architecture == Architecture.Arm64;
        return new CommandSpec(
            ProgramFor(launch.Architecture),
            [
                "-name", $"agsekit-{launch.Name}",
                "-nodefaults",
                "-no-user-config",
                "-display", "none",
                "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
                .. Firmware(launch.Firmware),
                "-machine", $"{(arm ? "virt,gic-version=max" : "q35,usb=off,vmport=off")}{(launch.Firmware is null ? "" : ",pflash0=firmware,pflash1=variables")}",
                .. AcceleratorOptions(launch.Accelerator),
                "-smp", launch.Processors.ToString(CultureInfo.InvariantCulture),
                "-m", $"{launch.Memory.Mebibytes.ToString(CultureInfo.InvariantCulture)}M",
                .. Boot(launch, arm ? "ttyAMA0" : "ttyS0"),
                "-blockdev", Node("disk-file", "file", ("filename", launch.Disk), ("discard", "unmap")),
                "-blockdev", Node(DiskName, "qcow2", ("file", "disk-file"), ("discard", "unmap")),
                "-device", "virtio-blk-pci,drive=disk,bootindex=1",
                "-blockdev", Node("seed", "vvfat", ("dir", launch.SeedFolder), ("label", "CIDATA"), ("read-only", true)),
                "-device", "virtio-blk-pci,drive=seed",
                "-netdev", Network(launch),
                "-device", $"virtio-net-pci,netdev=net,mac={launch.Mac},romfile=",
                "-device", "virtio-rng-pci",
                "-device", $"virtio-balloon-pci,id={BalloonName},free-page-reporting=on",
                "-chardev", $"ringbuf,id={ConsoleName},size={ConsoleBytes.ToString(CultureInfo.InvariantCulture)}",
                "-serial", $"chardev:{ConsoleName}",
                "-chardev", $"socket,id=control,path={Value(launch.ControlSocket)},server=on,wait=off",
                "-mon", "chardev=control,mode=control",
                .. launch.Halted ? ImmutableArray.Create("-S") : [],
            ]);
    }

    /// <summary>The same for a guest and for the probe that decides about it.</summary>
    public static ImmutableArray<string> AcceleratorOptions(Accelerator accelerator) =>
        accelerator == Accelerator.Kvm ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi", "-cpu", "max"];

    private static ImmutableArray<string> Firmware(UefiFirmware? firmware) => firmware is null
        ? []
        :
        [
            "-blockdev", Node("firmware-file", "file", ("filename", firmware.Code), ("read-only", true)),
            "-blockdev", Node("firmware", firmware.CodeFormat, ("file", "firmware-file"), ("read-only", true)),
            "-blockdev", Node("variables-file", "file", ("filename", firmware.Variables)),
            "-blockdev", Node("variables", firmware.VariablesFormat, ("file", "variables-file")),
        ];

    private static ImmutableArray<string> Boot(QemuLaunch launch, string console)
    {
        if (launch.Image.Kernel is not { } kernel || launch.Image.Initrd is not { } initrd)
            return [];
        string cloudInit = launch.CloudInit ? "" : " cloud-init=disabled";
        return ["-kernel", kernel, "-initrd", initrd, "-append", $"console={console} loglevel=4 systemd.show_status=true net.ifnames=0 panic=10{cloudInit}"];
    }

    // restrict=on: nothing the guest sends leaves QEMU; the forward to its SSH server is the one exception.
    private static string Network(QemuLaunch launch) =>
        $"user,id=net,ipv6=off,{(launch.Network == NetworkPolicy.None ? "restrict=on," : "")}hostfwd=tcp:{launch.SshListener}-10.0.2.15:22";

    private static string Node(string name, string driver, params ReadOnlySpan<(string Key, JsonNode Value)> properties)
    {
        var node = new JsonObject { ["node-name"] = name, ["driver"] = driver };
        foreach ((string key, JsonNode value) in properties)
            node[key] = value;
        return node.ToJsonString();
    }

    // In an option's list a comma is written twice.
    internal static string Value(string text) => text.Replace(",", ",,", StringComparison.Ordinal);
}
