using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Machines.Images;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>What the commands that get an image have in common.</summary>
internal static class ImageWords
{
    public static async Task GetAsync(CommandContext context, string name, bool renews, CancellationToken cancellation)
    {
        ImageStore store = context.Services.Images.Store;
        HashSet<string> before = [.. store.List().Select(image => image.Id)];
        IProgress<WorkProgress> progress = context.Terminal.Progress();
        BootImage image = renews
            ? await store.RenewAsync(name, progress, cancellation).ConfigureAwait(false)
            : await store.EnsureAsync(name, progress, cancellation).ConfigureAwait(false);
        string id = Path.GetFileName(Path.GetDirectoryName(image.Disk)!);
        context.Terminal.Result(before.Contains(id)
            ? new Text($"{id} is here already, and there is no newer one.", $"{id} уже есть, новее нет.")
            : new Text($"{id} is ready.", $"{id} готов."));
    }
}
