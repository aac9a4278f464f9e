using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>For root: from a folder whose files have the owners the guest is to see.</summary>
internal sealed class TreeDisk(CommandRunner runner) : IImageDisk
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public async Task MakeAsync(string tree, string folder, CancellationToken cancellation)
    {
        string output = Path.Combine(tree, "agsekit-out");
        foreach (string name in new[] { "kernel", "initrd" })
            File.Move(Path.Combine(output, name), Path.Combine(folder, name));
        Directory.Delete(output);
        CommandResult result = await runner.RunAsync(FileSystemCommand.Make(tree, Path.Combine(folder, "disk.raw")), default, Limit, null, cancellation).ConfigureAwait(false);
        if (!result.Succeeded)
            throw ImageStore.Failed("disk.raw", Text.Verbatim(Printable.EscapeLines(result.Error).Trim()), new Text("check that the disk is not full", "проверьте, не заполнен ли диск"));
        Directory.Delete(tree, recursive: true);
    }
}
