using System.Text;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Snapshots;

/// <summary>The folder the snapshots of one source lie in: their names, their manifests, the lock, and the sweeping of what a dead writer left.</summary>
internal sealed class BackupFolder : IDisposable
{
    private const string LockName = "backup.pid";
    private static readonly Text Waiting = new("waiting for another backup to finish", "ожидание завершения другого резервного копирования");

    private BackupFolder(string path, FolderHandle handle)
    {
        Path = path;
        Handle = handle;
    }

    public string Path { get; }

    public FolderHandle Handle { get; }

    /// <summary>Null: there is none.</summary>
    public static BackupFolder? Find(string path) => FolderHandle.Open(path, out FolderHandle handle) == Errno.Ok ? new BackupFolder(path, handle) : null;

    /// <summary>Makes it when missing, unless it would lie in the source.</summary>
    public static BackupFolder Ensure(string path, FolderHandle source, string sourcePath)
    {
        if (FolderHandle.Open(path, out FolderHandle handle) != Errno.Ok)
        {
            RequireAncestorApart(path, source, sourcePath);
            PrivateFolder.Ensure(path);
            FolderHandle.Open(path, out handle).Check("openat", path);
        }

        FolderPlacement.RequireApart(source, sourcePath, handle, path);
        return new BackupFolder(path, handle);
    }

    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: somebody else writes here and the caller does not want to wait.</exception>
    public FileLock Lock(bool waits, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        string path = System.IO.Path.Combine(Path, LockName);
        for (bool told = false; ; told = true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileLock.TryTakeQuietly(path) is { } taken)
                return taken;
            int holder = FileLock.HolderOf(path);
            if (!waits)
            {
                throw new KitException(
                    ErrorCode.Busy,
                    new Text($"another backup is writing to {Printable.Escape(Path)}", $"в {Printable.Escape(Path)} уже пишет другое резервное копирование"),
                    new Text($"process {holder} holds {Printable.Escape(path)}", $"процесс {holder} держит {Printable.Escape(path)}"),
                    new Text("wait until it is done", "дождитесь его завершения"));
            }

            if (!told)
                progress.Report(new WorkProgress(holder == 0 ? Waiting : new Text($"{Waiting.English} (process {holder})", $"{Waiting.Russian} (процесс {holder})")));
            cancellation.WaitHandle.WaitOne(50);
        }
    }

    /// <summary>Whether anybody has ever written snapshots here.</summary>
    public bool HasLock => Handle.StatusOf(Bytes(LockName), out FileStatus status) == Errno.Ok && status.Kind == EntryKind.File;

    /// <summary>Published snapshots, oldest first.</summary>
    public List<SnapshotName> Snapshots()
    {
        var names = new List<SnapshotName>();
        foreach ((string text, _) in Names())
        {
            if (SnapshotName.TryParse(text, out SnapshotName name) && Handle.StatusOf(Bytes(text), out FileStatus status) == Errno.Ok && status.Kind == EntryKind.Folder)
                names.Add(name);
        }

        names.Sort();
        return names;
    }

    /// <summary>Snapshots in the making, oldest first. Under the lock these are what dead writers left.</summary>
    public List<SnapshotName> Partials()
    {
        var names = new List<SnapshotName>();
        foreach ((string text, _) in Names())
        {
            if (SnapshotName.TryParsePartial(text, out SnapshotName name))
                names.Add(name);
        }

        names.Sort();
        return names;
    }

    /// <summary>Removes what a writer that died left behind. Only under the lock.</summary>
    public void Sweep(CancellationToken cancellation)
    {
        HashSet<SnapshotName> published = [.. Snapshots()];
        foreach ((string text, byte[] bytes) in Names())
        {
            bool rest = SnapshotName.TryParsePartial(text, out _)
                || (text.StartsWith(".agsekit-", StringComparison.Ordinal) && text.EndsWith(".tmp", StringComparison.Ordinal))
                || ((SnapshotName.TryParseManifest(text, out SnapshotName name) || SnapshotName.TryParsePin(text, out name)) && !published.Contains(name));
            if (rest)
                _ = TreeRemoval.Remove(Handle, bytes, cancellation);
        }
    }

    public FolderHandle Open(SnapshotName name)
    {
        Errno errno = Handle.OpenFolder(Bytes(name.ToString()), out FolderHandle folder);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
            throw Missing(name.ToString());
        errno.Check("openat", name.ToString());
        return folder;
    }

    /// <summary>Null: it is missing or damaged, as <paramref name="state"/> says.</summary>
    public Manifest? ReadManifest(SnapshotName name, out ManifestState state) => ReadManifest(name, ManifestFormat.Read, out state);

    public SnapshotInfo Info(SnapshotName name)
    {
        SnapshotFacts? facts = ReadManifest(name, ManifestFormat.ReadFacts, out ManifestState state);
        return new SnapshotInfo(name.ToString(), System.IO.Path.Combine(Path, name.ToString()), state, facts) { Pin = PinFile.Read(this, name) };
    }

    public void WriteManifest(SnapshotName name, Manifest manifest) => AtomicFile.Write(System.IO.Path.Combine(Path, name.ManifestFile), file => ManifestFormat.Write(manifest, file));

    public void RemoveManifest(SnapshotName name) => _ = Handle.RemoveFile(Bytes(name.ManifestFile));

    public KitException Missing(string id) => new(
        ErrorCode.SnapshotMissing,
        new Text($"there is no snapshot '{Printable.Escape(id)}'", $"снимка «{Printable.Escape(id)}» нет"),
        Snapshots() is [.., SnapshotName newest] all
            ? new Text($"none of the {all.Count} in {Printable.Escape(Path)} is called so; the newest is {newest}", $"среди снимков в {Printable.Escape(Path)} (всего {all.Count}) такого нет; новейший — {newest}")
            : new Text($"there is none at all in {Printable.Escape(Path)}", $"в {Printable.Escape(Path)} нет ни одного"),
        new Text($"list them: agsekit backups {ShellQuote.Shown(Path)}", $"посмотрите список: agsekit backups {ShellQuote.Shown(Path)}"));

    /// <summary>The whole backup folder is not there.</summary>
    public static KitException Missing(SnapshotStoreSpec spec, string id) => new(
        ErrorCode.SnapshotMissing,
        new Text($"there is no snapshot '{Printable.Escape(id)}'", $"снимка «{Printable.Escape(id)}» нет"),
        new Text($"the backup folder {Printable.Escape(spec.BackupFolder)} does not exist", $"папки снимков {Printable.Escape(spec.BackupFolder)} нет"),
        spec.HowToBegin);

    public void Dispose() => Handle.Dispose();

    internal static byte[] Bytes(string name) => [.. Encoding.UTF8.GetBytes(name), 0];

    private static void RequireAncestorApart(string path, FolderHandle source, string sourcePath)
    {
        for (string? above = System.IO.Path.GetDirectoryName(path); above is not null; above = System.IO.Path.GetDirectoryName(above))
        {
            if (FolderHandle.Open(above, out FolderHandle folder) != Errno.Ok)
                continue;
            using (folder)
                FolderPlacement.RequireOutside(source, sourcePath, folder, path);
            return;
        }
    }

    private T? ReadManifest<T>(SnapshotName name, Func<FileHandle, T> read, out ManifestState state)
        where T : class
    {
        state = ManifestState.Missing;
        Errno errno = Handle.OpenFile(Bytes(name.ManifestFile), out FileHandle file);
        if (errno == Errno.ENOENT)
            return null;
        state = ManifestState.Damaged;
        if (errno != Errno.Ok)
            return null;
        using (file)
        {
            try
            {
                T manifest = read(file);
                state = ManifestState.Good;
                return manifest;
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }

    private IEnumerable<(string Text, byte[] Bytes)> Names()
    {
        var listing = new FolderListing();
        Handle.List(listing).Check("getdents64", Path);
        for (int i = 0; i < listing.Count; i++)
            yield return (Encoding.Latin1.GetString(listing.Name(i)[..^1]), listing.Name(i).ToArray());
    }
}
