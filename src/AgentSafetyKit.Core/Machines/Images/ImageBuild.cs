using AgentSafetyKit.Errors;
using AgentSafetyKit.Machines.Qemu;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Images;

/// <summary>Builds an image from Debian's packages into a folder that is not there yet.</summary>
internal sealed class ImageBuild(CommandRunner runner)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    private static readonly string[] UnreachableWords =
        ["Failed to fetch", "Could not resolve", "Could not connect", "Temporary failure resolving", "does not have a Release file", "Connection failed", "Unable to connect"];

    /// <summary>What building takes at most, the packages and the disk together.</summary>
    public static ByteSize Room { get; } = ByteSize.FromGibibytes(3);

    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>, <see cref="ErrorCode.ToolMissing"/>, <see cref="ErrorCode.NoSpace"/>.</exception>
    public async Task MakeAsync(ImageRecipe recipe, string folder, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        BuildMode mode = Mode;
        QemuTools.Require([.. Tools]);
        string scripts = Path.Combine(folder, "scripts");
        string tree = Path.Combine(folder, mode == BuildMode.Root ? "tree" : "tree.tar");
        Directory.CreateDirectory(scripts);
        ImageRecipe.WriteScripts(scripts);
        await BootstrapAsync(recipe, mode, tree, scripts, progress, cancellation).ConfigureAwait(false);
        progress.Report(new WorkProgress(new Text("making the image's disk", "создаём диск образа")));
        IImageDisk disk = mode == BuildMode.Root ? new TreeDisk(runner) : new TarDisk(runner);
        await disk.MakeAsync(tree, folder, cancellation).ConfigureAwait(false);
        Directory.Delete(scripts, recursive: true);
    }

    /// <summary>The programs it calls.</summary>
    public static IEnumerable<string> Tools => ["mmdebstrap", "mkfs.ext4", "unshare", .. Mode == BuildMode.Unshare ? (string[])["newuidmap"] : []];

    private static BuildMode Mode => Environment.IsPrivilegedProcess ? BuildMode.Root : BuildMode.Unshare;

    private async Task BootstrapAsync(ImageRecipe recipe, BuildMode mode, string tree, string scripts, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        HostMirror mirror = HostMirror.Find();
        var log = new BuildProgress(progress);
        CommandSpec build = recipe.Command(mode, tree, scripts, mirror.Lines(recipe.Suite));
        // Root's build mounts /proc, /sys and /dev into the tree: in a mount namespace of its own, so that one that was killed leaves no mount for the sweep to run into.
        if (mode == BuildMode.Root)
            build = build with { Program = "unshare", Arguments = ["--mount", "--propagation", "private", "--", build.Program, .. build.Arguments] };
        CommandResult result = await runner.RunAsync(build, default, Limit, log.Line, cancellation).ConfigureAwait(false);
        if (result.Succeeded)
            return;
        if (result.ErrorText.Contains("No space left on device", StringComparison.Ordinal))
            throw ImageStore.NoRoom(Room, Path.GetDirectoryName(Path.GetDirectoryName(tree))!);
        bool noAnswer = Array.Exists(UnreachableWords, word => result.ErrorText.Contains(word, StringComparison.Ordinal));
        throw ImageStore.Failed(
            $"build:debian:{recipe.Suite}",
            Text.Verbatim(log.LastLines),
            noAnswer
                ? new Text($"check that this host reaches {mirror.Archive} and that the release '{recipe.Suite}' is there", $"проверьте, что {mirror.Archive} доступен с этого компьютера и выпуск «{recipe.Suite}» там есть")
                : new Text("see the lines above; what was built so far is removed, a new try starts afresh", "смотрите строки выше; недостроенное удалено, новая попытка начнётся с начала"));
    }
}
