using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Machines.Images;

/// <summary>
/// The images machines are made from, each in a read-only folder of its own. A folder that has its final name is finished: images are built or downloaded beside it and renamed. One works at a time; what a killed builder left is
/// removed by the next, what a killed download left is gone on with. An image that is there is never fetched again unless that is asked for.
/// </summary>
public sealed class ImageStore(KitPaths paths, CommandRunner runner, TimeProvider time)
{
    private const string PartialSuffix = ".partial";
    private const string RecordName = "image.json", DownloadedDisk = "disk.img";
    private readonly DiskInspection _inspection = new(runner);

    /// <summary>Finds a release; for tests it is elsewhere.</summary>
    internal Func<string, string, ReleaseImage?> Catalog { get; init; } = ImageCatalog.Find;

    private static string Architecture => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private string PartsFolder => Path.Combine(paths.ImagesFolder, "downloads");

    /// <summary>The image of this name, built or downloaded first where it is not there yet.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>, <see cref="ErrorCode.ToolMissing"/>, <see cref="ErrorCode.NoSpace"/>.</exception>
    public Task<BootImage> EnsureAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation) => GetAsync(ImageName.Parse(name), false, progress, cancellation);

    /// <summary>The same, but a downloaded image is the one its vendor has now, and a built one is built anew from today's packages. Machines keep the one they were made from.</summary>
    /// <exception cref="KitException">As with <see cref="EnsureAsync"/>; <see cref="ErrorCode.Usage"/>: a file on this host is used as it is.</exception>
    public Task<BootImage> RenewAsync(string name, IProgress<WorkProgress> progress, CancellationToken cancellation) => GetAsync(ImageName.Parse(name), true, progress, cancellation);

    /// <summary>The programs without which the image of this name could not be had.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.ImageFailed"/>: not a name this engine knows.</exception>
    public IEnumerable<string> ToolsFor(string name) => ImageName.Parse(name) is { Kind: ImageKind.Built } built && Find(built) is null ? ImageBuild.Tools : [];

    /// <summary>All there are, in the order of their names.</summary>
    public IReadOnlyList<StoredImage> List() =>
    [
        .. RecordFile.FoldersIn(paths.ImagesFolder).Where(IsFinished).Select(Describe).OrderBy(image => image.Name, StringComparer.Ordinal).ThenBy(image => image.Made),
    ];

    /// <summary>Removes an image; that no machine needs it is the caller's to know.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: one is being made.</exception>
    public void Remove(StoredImage image)
    {
        using FileLock own = FileLock.TryTake(LockFile) ?? throw new KitException(
            ErrorCode.Busy,
            new Text("no image was removed", "ни один образ не удалён"),
            new Text("another process is making one", "другой процесс как раз создаёт образ"),
            new Text("try again when it is done", "повторите, когда он закончит"));
        string doomed = image.Folder + PartialSuffix;
        Directory.Move(image.Folder, doomed);
        Directory.Delete(doomed, recursive: true);
    }

    internal static KitException Failed(string name, Text cause, Text fix) => new(
        ErrorCode.ImageFailed, new Text($"the image '{name}' could not be made", $"не удалось создать образ «{name}»"), cause, fix);

    internal static KitException NoRoom(ByteSize room, string folder) => new(
        ErrorCode.NoSpace,
        new Text("the image can not be made", "образ не создать"),
        new Text($"it needs {room} of free disk space in {folder}", $"для него нужно {room} свободного места в {folder}"),
        new Text("free some space, or set AGSEKIT_HOME to a folder on another disk", "освободите место или укажите в AGSEKIT_HOME папку на другом диске"));

    private string LockFile => Path.Combine(paths.LocksFolder, "images.lock");

    private async Task<BootImage> GetAsync(ImageName wanted, bool renews, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (wanted.Kind == ImageKind.File)
            return await _inspection.OfAsync(wanted.Value, wanted.Value, cancellation).ConfigureAwait(false);
        if (!renews && Find(wanted) is { } known)
            return BootOf(known);
        PrivateFolder.Ensure(paths.ImagesFolder);
        using FileLock own = await FileLock.TakeAsync(
            LockFile, _ => progress.Report(new WorkProgress(new Text("waiting for another process that makes an image", "ждём другой процесс, который создаёт образ"))), cancellation).ConfigureAwait(false);
        foreach (string left in Directory.EnumerateDirectories(paths.ImagesFolder, "*" + PartialSuffix))
            Directory.Delete(left, recursive: true);
        if (!renews && Find(wanted) is { } found)
            return BootOf(found);
        return BootOf(wanted.Kind == ImageKind.Built
            ? await BuildAsync(wanted.Value, progress, cancellation).ConfigureAwait(false)
            : await FetchAsync(wanted, progress, cancellation).ConfigureAwait(false));
    }

    /// <summary>The newest of that name.</summary>
    private string? Find(ImageName wanted)
    {
        string prefix = PrefixOf(wanted);
        return RecordFile.FoldersIn(paths.ImagesFolder)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && IsFinished(name))
            .Select(name => Path.Combine(paths.ImagesFolder, name))
            .Where(folder => wanted.Checksum is null || RecordOf(folder)?.Sha256 == wanted.Checksum)
            .MaxBy(MadeAt);
    }

    /// <summary>What the folders' names of an image begin with. A recipe that changed is another image; so is a file with another checksum.</summary>
    private string PrefixOf(ImageName wanted) => wanted.Kind switch
    {
        ImageKind.Built => new ImageRecipe(wanted.Value, Architecture).Key,
        ImageKind.Release => Catalog(wanted.Value, Architecture)!.Key + "-",
        _ => $"web-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted.Value)))[..12]}-{wanted.Checksum?[..12]}",
    };

    private async Task<string> BuildAsync(string suite, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var recipe = new ImageRecipe(suite, Architecture);
        if (new DriveInfo(paths.ImagesFolder).AvailableFreeSpace < ImageBuild.Room.Bytes)
            throw NoRoom(ImageBuild.Room, paths.ImagesFolder);
        string folder = Path.Combine(paths.ImagesFolder, recipe.Key);
        if (Directory.Exists(folder))
            folder += time.GetUtcNow().ToString("-yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture);
        string partial = folder + PartialSuffix;
        PrivateFolder.Ensure(partial);
        try
        {
            await new ImageBuild(runner).MakeAsync(recipe, partial, progress, cancellation).ConfigureAwait(false);
            Finish(partial, folder, new ImageRecord { Name = $"build:debian:{suite}", Made = time.GetUtcNow() });
            return folder;
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    private async Task<string> FetchAsync(ImageName wanted, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var download = new ImageDownload(runner, time);
        ReleaseImage? release = wanted.Kind == ImageKind.Release ? Catalog(wanted.Value, Architecture) : null;
        Checksum? expected = release is not null
            ? await download.ExpectedAsync(wanted, release, cancellation).ConfigureAwait(false)
            : wanted.Checksum is { } sum ? Checksum.Sha256(sum) : null;
        PrivateFolder.Ensure(PartsFolder);
        (string part, string sha256) = await download.FetchAsync(wanted, release, expected, PartsFolder, progress, cancellation).ConfigureAwait(false);
        BootImage image;
        try
        {
            image = await _inspection.OfAsync(wanted.Value, part, cancellation).ConfigureAwait(false);
        }
        catch (KitException)
        {
            File.Delete(part);
            throw;
        }

        string folder = Path.Combine(paths.ImagesFolder, PrefixOf(wanted with { Checksum = null }) + sha256[..12]);
        if (Directory.Exists(folder))
        {
            File.Delete(part); // the vendor has no newer one
            return folder;
        }

        string partial = folder + PartialSuffix;
        PrivateFolder.Ensure(partial);
        File.Move(part, Path.Combine(partial, DownloadedDisk));
        Finish(partial, folder, new ImageRecord
        {
            Name = wanted.Value,
            Source = ImageDownload.AddressOf(wanted, release).AbsoluteUri,
            Sha256 = sha256,
            Made = time.GetUtcNow(),
            Format = image.Format,
            NeedsUefi = image.NeedsUefi,
        });
        return folder;
    }

    private static void Finish(string partial, string folder, ImageRecord record)
    {
        File.WriteAllBytes(Path.Combine(partial, RecordName), JsonSerializer.SerializeToUtf8Bytes(record, ImageJson.Default.ImageRecord));
        foreach (string file in Directory.EnumerateFiles(partial))
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Directory.Move(partial, folder);
    }

    private bool IsFinished(string name) => !name.EndsWith(PartialSuffix, StringComparison.Ordinal) && Path.Combine(paths.ImagesFolder, name) != PartsFolder;

    private static ImageRecord? RecordOf(string folder) => RecordFile.TryRead(Path.Combine(folder, RecordName), ImageJson.Default.ImageRecord, _ => true, out _);

    private static DateTimeOffset MadeAt(string folder) => RecordOf(folder)?.Made ?? Directory.GetLastWriteTimeUtc(folder);

    private static BootImage BootOf(string folder) => RecordOf(folder) is { Format: { } format } record
        ? new BootImage(Path.Combine(folder, DownloadedDisk), format, null, null, Seeded: false, record.NeedsUefi)
        : new BootImage(Path.Combine(folder, "disk.raw"), "raw", Path.Combine(folder, "kernel"), Path.Combine(folder, "initrd"), Seeded: true);

    private StoredImage Describe(string id)
    {
        string folder = Path.Combine(paths.ImagesFolder, id);
        ImageRecord? record = RecordOf(folder);
        long bytes = DiskUse(folder);
        // Before there was a record: debian-SUITE-ARCHITECTURE-HASH.
        string name = record?.Name ?? (id.Split('-') is ["debian", { } suite, ..] ? $"build:debian:{suite}" : id);
        return new StoredImage(id, name, MadeAt(folder), new ByteSize(bytes), record?.Sha256, folder);
    }

    /// <summary>A disk that was built is sparse: its length says nothing.</summary>
    private static long DiskUse(string folder)
    {
        if (FolderHandle.Open(folder, out FolderHandle handle) != Errno.Ok)
            return 0;
        using (handle)
            return Directory.EnumerateFiles(folder).Sum(file => handle.StatusOf([.. Encoding.UTF8.GetBytes(Path.GetFileName(file)), 0], out FileStatus status) == Errno.Ok ? status.Blocks * 512 : 0);
    }
}
