using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>mkfs.ext4(8) filling a disk from a folder. The guest grows it to its own disk's size at its first start.</summary>
internal static class FileSystemCommand
{
    public static ByteSize Size { get; } = ByteSize.FromGibibytes(2);

    public static CommandSpec Make(string tree, string disk) => CommandSpec.Of(
        "mkfs.ext4", "-q", "-F", "-L", "agsekit-root", "-m", "1", "-E", "lazy_itable_init=1,resize=268435456", "-d", tree, disk, $"{Size.Mebibytes}M");
}
