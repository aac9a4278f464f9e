using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// For an ordinary user: from a tar file, unpacked inside the same user namespace mmdebstrap worked in, so that the file system gets the right owners. That namespace's root may not
/// enter our folders, so tar file and disk are handed over as the open standard streams.
/// </summary>
internal sealed class TarDisk(CommandRunner runner) : IImageDisk
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    // $1: tar file in, $2: disk, $3: tar file out (opened by this shell, which is still us), the rest: the file system's command up to the folder.
    private const string Outside = """
        exec < "$1" 3<> "$2" > "$3"
        shift 3
        exec mmdebstrap --unshare-helper sh -c "$AGSEKIT_INSIDE" sh "$@"
        """;

    // A namespace's root can not make device nodes; the kernel fills /dev of the guest itself.
    private const string Inside = """
        set -eu
        tree=$(mktemp -d)
        trap 'rm -rf "$tree"' EXIT
        tar --extract --numeric-owner --xattrs --exclude='./dev/*' --directory="$tree"
        tar --create --directory="$tree/agsekit-out" kernel initrd
        rm -rf "$tree/agsekit-out"
        "$@" -d "$tree" /proc/self/fd/3 >&2
        """;

    public async Task MakeAsync(string tree, string folder, CancellationToken cancellation)
    {
        string disk = Path.Combine(folder, "disk.raw");
        using (FileStream empty = File.Create(disk))
            empty.SetLength(FileSystemCommand.Size.Bytes);
        // For the namespace's root, which is not us; the folder above stays closed to everybody else.
        File.SetUnixFileMode(disk, (UnixFileMode)0x1B6);
        CommandSpec make = FileSystemCommand.Make("", "");
        string[] options = [.. make.Arguments.TakeWhile(word => word != "-d")];
        string program = ProgramPath.Find(make.Program) ?? throw MissingTool.Of(make.Program);
        string boot = Path.Combine(folder, "boot.tar");
        CommandResult result = await runner.RunAsync(
            new CommandSpec("sh", ["-c", Outside, "sh", tree, disk, boot, program, .. options]) { Environment = make.Environment.Add("AGSEKIT_INSIDE", Inside) },
            default, Limit, null, cancellation).ConfigureAwait(false);
        if (!result.Succeeded)
            throw ImageStore.Failed("disk.raw", Text.Verbatim(Printable.EscapeLines(result.Error).Trim()), new Text("check that the disk is not full", "проверьте, не заполнен ли диск"));
        CommandResult unpacked = await runner.RunAsync(
            CommandSpec.Of("tar", "--extract", $"--file={boot}", $"--directory={folder}", "--no-same-owner", "kernel", "initrd"), default, Limit, null, cancellation).ConfigureAwait(false);
        if (!unpacked.Succeeded)
            throw ImageStore.Failed("kernel", Text.Verbatim(Printable.EscapeLines(unpacked.Error).Trim()), new Text("check that the disk is not full", "проверьте, не заполнен ли диск"));
        File.Delete(boot);
        File.Delete(tree);
    }
}
