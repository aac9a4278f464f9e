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

    /// <summary>Makes it when missing, unless it would lie in the source. One that is there has to be empty, or to hold what is ours.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>.</exception>
    public static BackupFolder Ensure(string path, FolderHandle source, string sourcePath)
    {
        if (FolderHandle.Open(path, out FolderHandle handle) != Errno.Ok)
        {
            using (FolderHandle above = FolderPlacement.Nearest(path).Folder)
                FolderPlacement.RequireOutside(source, sourcePath, above, path);
            PrivateFolder.Ensure(path);
            FolderHandle.Open(path, out handle).Check("openat", path);
        }

        FolderPlacement.RequireApart(source, sourcePath, handle, path);
        var backups = new BackupFolder(path, handle);
        backups.RequireOurs();
        return backups;
    }

    /// <summary>Null: somebody else writes here.</summary>
    public FileLock? TryLock() => FileLock.TryTakeWithFolder(System.IO.Path.Combine(Path, LockName));

    /// <exception cref="KitException"><see cref="ErrorCode.Busy"/>: somebody else writes here and the caller does not want to wait.</exception>
    public FileLock Lock(bool waits, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        string path = System.IO.Path.Combine(Path, LockName);
        for (bool told = false; ; told = true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileLock.TryTakeWithFolder(path) is { } taken)
                return taken;
            int holder = FileLock.HolderOf(path);
            if (!waits)
            {
                throw new KitException(
                    ErrorCode.Busy,
                    new Text($"another backup is writing to {Printable.Escape(Path)}", $"в {Printable.Escape(Path)} уже пишет другое резервное копирование"),
                    holder == 0
                        ? new Text($"another process holds {Printable.Escape(path)}", $"другой процесс держит {Printable.Escape(path)}")
                        : new Text($"process {holder} holds {Printable.Escape(path)}", $"процесс {holder} держит {Printable.Escape(path)}"),
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

    /// <summary>Snapshots that one in the making still has to be linked from, or may have to be: they must not go. Under the lock, and after the sweep, all the others are what waits to be finished.</summary>
    public HashSet<SnapshotName> NeededByPartials(IReadOnlyList<SnapshotName> oldestFirst)
    {
        List<SnapshotName> partials = Partials();
        partials.RemoveAll(name => Info(name).State == ManifestState.Missing);
        return partials.Count == 0 ? [] : [.. oldestFirst.Where(name => name.CompareTo(partials[^1]) < 0)];
    }

    /// <summary>Removes what a writer that died left behind. Only under the lock.</summary>
    /// <param name="waiting">Partials that are still to be finished: they stay, with what belongs to them.</param>
    /// <param name="cancellation">Between files.</param>
    /// <returns>What could not be removed, which is no reason to take no snapshots any more.</returns>
    public IReadOnlyList<SnapshotWarning> Sweep(HashSet<SnapshotName> waiting, CancellationToken cancellation)
    {
        var stays = new List<SnapshotWarning>();
        HashSet<SnapshotName> published = [.. Snapshots()];
        foreach ((string text, byte[] bytes) in Names())
        {
            if (IsRest(text, published, waiting) && Removal(bytes, cancellation) is not Errno.Ok and Errno errno)
                stays.Add(new SnapshotWarning(WarningKind.RestStays, TreePath.Root, errno) { Place = System.IO.Path.Combine(Path, text) });
        }

        return stays;
    }

    private Errno Removal(byte[] name, CancellationToken cancellation)
    {
        try
        {
            return TreeRemoval.Remove(Handle, name, cancellation);
        }
        catch (SystemCallException error)
        {
            return error.Errno;
        }
    }

    /// <summary>Whether there is anything to sweep or to finish; something that a writer is at work on right now counts too.</summary>
    public bool HasRests()
    {
        HashSet<SnapshotName> published = [.. Snapshots()];
        return Names().Any(name => IsRest(name.Text, published, []));
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
    public Manifest? ReadManifest(SnapshotName name, out ManifestState state)
    {
        Manifest? manifest = ReadManifest(name, ManifestFormat.Read, out state);
        if (manifest is null || IsOf(name, manifest.Facts))
            return manifest;
        manifest.Dispose();
        state = ManifestState.Damaged;
        return null;
    }

    /// <summary>That of one in the making; null: there is none, or it is damaged.</summary>
    /// <exception cref="KitException">SnapshotFailed: a later version of ours began it.</exception>
    /// <exception cref="SystemCallException">It can not be read now, which says nothing about what it is.</exception>
    public Manifest? ReadManifestOfPartial(SnapshotName name)
    {
        Errno errno = Handle.OpenFile(Bytes(name.ManifestFile), out FileHandle file);
        if (errno is Errno.ENOENT or Errno.ELOOP or Errno.ENXIO)
            return null;
        errno.Check("openat", name.ManifestFile);
        using (file)
        {
            try
            {
                file.Status(out FileStatus status).Check("statx", name.ManifestFile);
                return status.Kind == EntryKind.File ? ManifestFormat.Read(file) : null;
            }
            catch (NewerManifestException error)
            {
                string partial = Printable.Escape(System.IO.Path.Combine(Path, name.Partial));
                throw new KitException(
                    ErrorCode.SnapshotFailed,
                    new Text($"the snapshot {partial} can not be finished", $"не удаётся завершить снимок {partial}"),
                    new Text("a newer version of agsekit began it", "его начала делать более новая версия agsekit"),
                    new Text("use that version; if the snapshot is not needed, remove that folder", "используйте ту версию; если снимок не нужен, удалите эту папку"),
                    error);
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }

    public SnapshotInfo Info(SnapshotName name)
    {
        SnapshotFacts? facts = ReadManifest(name, ManifestFormat.ReadFacts, out ManifestState state);
        if (facts is not null && !IsOf(name, facts))
            (facts, state) = (null, ManifestState.Damaged);
        return new SnapshotInfo(name.ToString(), System.IO.Path.Combine(Path, name.ToString()), state, facts) { Pin = PinFile.Read(this, name) };
    }

    /// <summary>Which folder a snapshot was taken of; null: its manifest is missing or damaged.</summary>
    public (SnapshotFacts Facts, RootIdentity Source)? ReadOrigin(SnapshotName name) => ReadManifest(name, ManifestFormat.ReadOrigin, out _) is { } read && IsOf(name, read.Item1) ? (read.Item1, read.Item2) : null;

    /// <summary>The user whose a snapshot is, where that is another one who keeps us from removing it; null: it may go.</summary>
    public uint? OtherOwnerOf(SnapshotName name) =>
        !EffectiveUser.IsRoot && Handle.StatusOf(Bytes(name.ToString()), out FileStatus status) == Errno.Ok && status.UserId != EffectiveUser.Id ? status.UserId : null;

    /// <summary>The place of a snapshot in the order of all; of one without a manifest by its distance from the last before it that has one.</summary>
    public long SequenceOf(IReadOnlyList<SnapshotName> oldestFirst, int index)
    {
        for (int i = index; i >= 0; i--)
        {
            if (Info(oldestFirst[i]).Facts is { } facts)
                return facts.Sequence + (index - i);
        }

        return index + 1;
    }

    /// <param name="name">Of the snapshot.</param>
    /// <param name="manifest">Its.</param>
    /// <param name="before">Done when it is written, before it has its name: what this throws keeps it from that.</param>
    public void WriteManifest(SnapshotName name, Manifest manifest, Action? before = null) => AtomicFile.Write(
        System.IO.Path.Combine(Path, name.ManifestFile), file => ManifestFormat.Write(manifest with { Facts = manifest.Facts with { Name = name.ToString() } }, file), before: before);

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

    private T? ReadManifest<T>(SnapshotName name, Func<FileHandle, T> read, out ManifestState state)
        where T : class
    {
        state = ManifestState.Missing;
        Errno errno = Handle.OpenFile(Bytes(name.ManifestFile), out FileHandle file);
        if (errno == Errno.ENOENT)
            return null;
        state = errno is Errno.EACCES or Errno.EPERM ? ManifestState.Unreadable : ManifestState.Damaged;
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
            catch (Exception error) when (error is FormatException or SystemCallException)
            {
                return null;
            }
        }
    }

    /// <summary>One that was put beside another snapshot is as good as damaged.</summary>
    private static bool IsOf(SnapshotName name, SnapshotFacts facts) => facts.Name is null || facts.Name == name.ToString();

    /// <summary>A folder with other things in it was not meant: it would fill with snapshots, and cleaning it would remove what looks like one.</summary>
    private void RequireOurs()
    {
        List<string> names = [.. Names().Select(name => name.Text).Where(name => !IsOfDisk(name))];
        if (names.Count == 0 || names.Exists(IsOurs))
            return;
        string mark = System.IO.Path.Combine(Path, LockName);
        if (names.Exists(name => SnapshotName.TryParse(name, out _)))
        {
            throw new KitException(
                ErrorCode.FolderRefused,
                new Text($"snapshots can not be kept in {Printable.Escape(Path)}", $"снимки нельзя хранить в {Printable.Escape(Path)}"),
                new Text("it holds folders that are called like snapshots, and nothing says that they are: cleaning would remove them", "в ней лежат папки, названные как снимки, но ничто не говорит, что это они: очистка удалила бы их"),
                new Text($"choose another folder; if they are snapshots, say so once: touch {Printable.Escape(mark)}", $"выберите другую папку; если это снимки, скажите об этом один раз: touch {Printable.Escape(mark)}"));
        }

        string below = System.IO.Path.Combine(Path, "snapshots");
        throw new KitException(
            ErrorCode.FolderRefused,
            new Text($"snapshots can not be kept in {Printable.Escape(Path)}", $"снимки нельзя хранить в {Printable.Escape(Path)}"),
            new Text($"it holds other things, such as '{Printable.Escape(names[0])}', and no snapshots", $"в ней лежит другое, например «{Printable.Escape(names[0])}», а снимков нет"),
            new Text($"choose an empty folder or one that does not exist yet, such as {Printable.Escape(below)}", $"выберите пустую папку или такую, которой ещё нет, например {Printable.Escape(below)}"));
    }

    /// <summary>What the root of a disk has of itself.</summary>
    private static bool IsOfDisk(string name) => name is "lost+found" or "System Volume Information" or "$RECYCLE.BIN" || name.StartsWith(".Trash-", StringComparison.Ordinal);

    private static bool IsOurs(string name) =>
        name == LockName || name.StartsWith(".agsekit-", StringComparison.Ordinal);

    private static bool IsRest(string text, HashSet<SnapshotName> published, HashSet<SnapshotName> waiting)
    {
        if (SnapshotName.TryParsePartial(text, out SnapshotName name))
            return !waiting.Contains(name);
        if (SnapshotName.TryParseManifest(text, out name) || SnapshotName.TryParsePin(text, out name))
            return !published.Contains(name) && !waiting.Contains(name);
        return text.StartsWith(".agsekit-", StringComparison.Ordinal) && text.EndsWith(".tmp", StringComparison.Ordinal);
    }

    private IEnumerable<(string Text, byte[] Bytes)> Names()
    {
        var listing = new FolderListing();
        Handle.List(listing).Check("getdents64", Path);
        for (int i = 0; i < listing.Count; i++)
            yield return (Encoding.Latin1.GetString(listing.Name(i)[..^1]), listing.Name(i).ToArray());
    }
}
