using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Processes;

/// <summary>The error for a program that is not installed: names the package that has it.</summary>
public static class MissingTool
{
    private static readonly Dictionary<string, string> PackageOf = new(StringComparer.Ordinal)
    {
        ["ssh"] = "openssh-client",
        ["ssh-keygen"] = "openssh-client",
        ["qemu-system-x86_64"] = "qemu-system-x86",
        ["qemu-system-aarch64"] = "qemu-system-arm",
        ["qemu-img"] = "qemu-utils",
        ["mmdebstrap"] = "mmdebstrap",
        ["mkfs.ext4"] = "e2fsprogs",
        ["passt"] = "passt",
        ["pasta"] = "passt",
        ["ip"] = "iproute2",
        ["setpriv"] = "util-linux",
        ["unshare"] = "util-linux",
        ["newuidmap"] = "uidmap",
    };

    /// <summary>What only VMs need.</summary>
    private static readonly HashSet<string> ForMachines = new(StringComparer.Ordinal)
    {
        "multipass", "qemu-system-x86_64", "qemu-system-aarch64", "qemu-img", "mmdebstrap", "mkfs.ext4", "passt", "pasta", "ip", "setpriv", "unshare", "newuidmap",
    };

    /// <summary>The package of Debian and Ubuntu that has it.</summary>
    public static string PackageWith(string program) => PackageOf.GetValueOrDefault(program, program);

    public static KitException Of(string program) => Of(program, OwnSnap.Here is not null);

    /// <param name="program">Its name, or its path.</param>
    /// <param name="inSnap">Nothing can be installed into the snap, and it has no QEMU.</param>
    internal static KitException Of(string program, bool inSnap)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return new KitException(
                ErrorCode.ToolMissing,
                new Text($"the program '{program}' is needed", $"нужна программа «{program}»"),
                new Text("there is no such file, or you may not execute it", "такого файла нет, или вам нельзя его выполнять"),
                new Text("check the path and the file's permissions", "проверьте путь и права на файл"));
        }

        if (inSnap && !ForMachines.Contains(program))
        {
            return new KitException(
                ErrorCode.ToolMissing,
                new Text($"the program '{program}' is needed", $"нужна программа «{program}»"),
                new Text("this snap comes without it", "в этом snap её нет"),
                Text.Verbatim("sudo snap refresh agent-safety-kit"));
        }

        if (inSnap)
        {
            return new KitException(
                ErrorCode.ToolMissing,
                new Text("Multipass is needed", "нужен Multipass"),
                new Text($"in the snap VMs come from it: there is no QEMU in it ('{program}')", $"в snap ВМ создаёт он: QEMU там нет («{program}»)"),
                new Text("sudo snap install multipass (what is to be connected then: agsekit doctor)", "sudo snap install multipass (что затем подключить: agsekit doctor)"));
        }

        string package = PackageWith(program);
        return new KitException(
            ErrorCode.ToolMissing,
            new Text($"the program '{program}' is needed", $"нужна программа «{program}»"),
            new Text("it is not installed, or not in PATH", "она не установлена или её нет в PATH"),
            Text.Verbatim($"sudo apt-get install {package}"));
    }
}
