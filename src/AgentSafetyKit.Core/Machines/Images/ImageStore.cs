using System.Runtime.InteropServices;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// The images machines are made from, each in a read-only folder of its own. A folder that has its final name is finished: images are built beside it and renamed. One builder works
/// at a time; what a killed one left is removed by the next.
/// </summary>
public sealed class ImageStore(KitPaths paths, CommandRunner runner)
{
    private const string PartialSuffix = ".partial";
    private static readonly ByteSize RoomToBuild = ByteSize.FromGibibytes(3);
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan ToolLimit = TimeSpan.FromMinutes(10);

    /// <summary>The image of this name, built first where it is not there yet.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>, <see cref="ErrorCode.ToolMissing"/>, <see cref="ErrorCode.NoSpace"/>.</exception>
    public async Task<BootImage> EnsureAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        ImageName wanted = ImageName.Parse(name);
        if (wanted.File is { } file)
            return await OfFileAsync(name, file, cancellation).ConfigureAwait(false);
        var recipe = new ImageRecipe(wanted.Suite!, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64");
        string folder = Path.Combine(paths.ImagesFolder, recipe.Key);
        if (Directory.Exists(folder))
            return OfFolder(folder);
        PrivateFolder.Ensure(paths.ImagesFolder);
        using FileLock builder = await FileLock.TakeAsync(
            Path.Combine(paths.LocksFolder, "images.lock"),
            _ => progress.Report(new WorkProgress(new Text("waiting for another process that builds an image", "ждём другой процесс, который собирает образ"))),
            cancellation).ConfigureAwait(false);
        if (!Directory.Exists(folder))
            await BuildAsync(recipe, folder, progress, cancellation).ConfigureAwait(false);
        return OfFolder(folder);
    }

    private static BootImage OfFolder(string folder) =>
        new(Path.Combine(folder, "disk.raw"), "raw", Path.Combine(folder, "kernel"), Path.Combine(folder, "initrd"), Seeded: true);

    private async Task<BootImage> OfFileAsync(string name, string file, CancellationToken cancellation)
    {
        CommandResult info = await runner.RunAsync(
            CommandSpec.Of("qemu-img", "info", "--output=json", "--", file), default, ToolLimit, null, cancellation).ConfigureAwait(false);
        string format = info.OutputText.Contains("\"format\": \"qcow2\"", StringComparison.Ordinal) ? "qcow2" : "raw";
        if (!info.Succeeded || info.OutputText.Contains("\"backing-filename\"", StringComparison.Ordinal))
        {
            throw Failed(
                Printable.Escape(name),
                info.Succeeded
                    ? new Text("it refers to another file as its base, which a foreign image may not", "он ссылается на другой файл как на основу, а чужому образу это нельзя")
                    : Text.Verbatim(Printable.EscapeLines(info.Error).Trim()),
                new Text("give the path of a raw or qcow2 disk image that you can read", "укажите путь к образу диска (raw или qcow2), доступному вам для чтения"));
        }

        return new BootImage(file, format, null, null, Seeded: false);
    }

    private async Task BuildAsync(ImageRecipe recipe, string folder, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        foreach (string left in Directory.EnumerateDirectories(paths.ImagesFolder, "*" + PartialSuffix))
            RemoveTree(left);
        foreach (string tool in new[] { "mmdebstrap", "mkfs.ext4", "unshare" })
        {
            if (ProgramPath.Find(tool) is null)
                throw MissingTool.Of(tool);
        }

        RequireRoom();
        BuildMode mode = Environment.IsPrivilegedProcess ? BuildMode.Root : BuildMode.Unshare;
        if (mode == BuildMode.Unshare && ProgramPath.Find("newuidmap") is null)
            throw MissingTool.Of("newuidmap");
        string partial = folder + PartialSuffix;
        PrivateFolder.Ensure(partial);
        try
        {
            string scripts = Path.Combine(partial, "scripts");
            string tree = Path.Combine(partial, mode == BuildMode.Root ? "tree" : "tree.tar");
            Directory.CreateDirectory(scripts);
            ImageRecipe.WriteScripts(scripts);
            await BootstrapAsync(recipe, mode, tree, scripts, progress, cancellation).ConfigureAwait(false);
            progress.Report(new WorkProgress(new Text("making the image's disk", "создаём диск образа")));
            IImageDisk disk = mode == BuildMode.Root ? new TreeDisk(runner) : new TarDisk(runner);
            await disk.MakeAsync(tree, partial, cancellation).ConfigureAwait(false);
            RemoveTree(scripts);
            foreach (string file in Directory.EnumerateFiles(partial))
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
            Directory.Move(partial, folder);
        }
        catch
        {
            RemoveTree(partial);
            throw;
        }
    }

    private async Task BootstrapAsync(ImageRecipe recipe, BuildMode mode, string tree, string scripts, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        HostMirror mirror = HostMirror.Find();
        var log = new BuildProgress(progress);
        CommandSpec build = recipe.Command(mode, tree, scripts, mirror.Lines(recipe.Suite));
        // Root's build mounts /proc, /sys and /dev into the tree: in a mount namespace of its own, so that one that was killed leaves no mount for the sweep to run into.
        if (mode == BuildMode.Root)
            build = build with { Program = "unshare", Arguments = ["--mount", "--propagation", "private", "--", build.Program, .. build.Arguments] };
        CommandResult result = await runner.RunAsync(build, default, BuildLimit, log.Line, cancellation).ConfigureAwait(false);
        if (result.Succeeded)
            return;
        if (result.ErrorText.Contains("No space left on device", StringComparison.Ordinal))
            throw NoRoom();
        bool noAnswer = Array.Exists(UnreachableWords, word => result.ErrorText.Contains(word, StringComparison.Ordinal));
        throw Failed(
            $"build:debian:{recipe.Suite}",
            Text.Verbatim(log.LastLines),
            noAnswer
                ? new Text($"check that this host reaches {mirror.Archive} and that the release '{recipe.Suite}' is there", $"проверьте, что {mirror.Archive} доступен с этого компьютера и выпуск «{recipe.Suite}» там есть")
                : new Text("see the lines above; what was built so far is removed, a new try starts afresh", "смотрите строки выше; недостроенное удалено, новая попытка начнётся с начала"));
    }

    private static readonly string[] UnreachableWords =
        ["Failed to fetch", "Could not resolve", "Could not connect", "Temporary failure resolving", "does not have a Release file", "Connection failed", "Unable to connect"];

    private void RequireRoom()
    {
        if (new DriveInfo(paths.ImagesFolder).AvailableFreeSpace < RoomToBuild.Bytes)
            throw NoRoom();
    }

    private KitException NoRoom() => new(
        ErrorCode.NoSpace,
        new Text("the image can not be built", "образ не собрать"),
        new Text($"it needs {RoomToBuild} of free disk space in {paths.ImagesFolder}", $"для него нужно {RoomToBuild} свободного места в {paths.ImagesFolder}"),
        new Text("free some space, or set AGSEKIT_HOME to a folder on another disk", "освободите место или укажите в AGSEKIT_HOME папку на другом диске"));

    internal static KitException Failed(string name, Text cause, Text fix) => new(
        ErrorCode.ImageFailed, new Text($"the image '{name}' could not be made", $"не удалось создать образ «{name}»"), cause, fix);

    // A tree of packages holds folders without write bits for their owner; as an ordinary user there are none, the tree lies in a tar file.
    private static void RemoveTree(string folder) => Directory.Delete(folder, recursive: true);
}
