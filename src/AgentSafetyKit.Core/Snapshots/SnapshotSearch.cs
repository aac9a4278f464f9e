using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Searches all snapshots of a store for names, by their manifests.</summary>
public sealed class SnapshotSearch(SnapshotStore store)
{
    /// <summary>What fits the pattern, sorted by the bytes of the paths. With a wildcard or a slash it is a pattern as in an ignore file, else a piece of a name.</summary>
    /// <exception cref="KitException">Usage: there is nothing to look for; SnapshotMissing: there are no snapshots.</exception>
    public IReadOnlyList<FoundPath> Find(string words, IProgress<WorkProgress>? progress, CancellationToken cancellation) => store.Guarded<IReadOnlyList<FoundPath>>(() =>
    {
        if (words.Length == 0)
        {
            throw new KitException(
                ErrorCode.Usage,
                new Text("nothing to look for", "не указано, что искать"),
                new Text("the pattern is empty; a shell variable may not be set", "шаблон пуст; возможно, не задана переменная оболочки"),
                Text.Verbatim("agsekit backup find --help"));
        }

        var pattern = new NamePattern(words);
        var found = new Dictionary<TreePath, Hit>();
        string newest = "";
        foreach (OpenSnapshot snapshot in SnapshotSeries.Open(store, progress, cancellation))
        {
            newest = snapshot.Name.ToString();
            AddFrom(snapshot.Manifest.Table, newest, pattern, found);
        }

        if (newest.Length == 0)
        {
            throw new KitException(
                ErrorCode.SnapshotMissing,
                new Text("there is nothing to search", "искать негде"),
                new Text($"there are no snapshots in {Printable.Escape(store.Spec.BackupFolder)}", $"в {Printable.Escape(store.Spec.BackupFolder)} нет снимков"),
                store.Spec.HowToBegin);
        }

        return [.. found.Values.OrderBy(hit => hit.Path, PathOrder).Select(hit => new FoundPath(
            hit.Path, hit.First, hit.Last, hit.Snapshots, hit.Versions, hit.Kind, hit.Size, SystemClock.Moment(hit.ModifiedAt), hit.Last == newest))];
    });

    /// <summary>How to find out which snapshots have something of this path's name.</summary>
    internal static Text HowToFind(SnapshotStore store, TreePath path)
    {
        string command = store.Spec.Place.Command("backup find", path.IsRoot ? "*" : ByteText.Decode(path.Name));
        return new Text($"search all snapshots for the name: {command}", $"поискать это имя во всех снимках: {command}");
    }

    private static readonly Comparer<TreePath> PathOrder = Comparer<TreePath>.Create((left, right) => left.Bytes.SequenceCompareTo(right.Bytes));

    private static void AddFrom(TreeTable table, string id, NamePattern pattern, Dictionary<TreePath, Hit> found)
    {
        // Paths are put together only for folders: an entry's is its folder's and the name.
        byte[] path = new byte[4096];
        var ends = new int[table.FolderCount];
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            FolderRecord record = table.Folder(folder);
            if (folder > 0)
            {
                ReadOnlySpan<byte> name = table.FolderName(folder)[..^1];
                ends[folder] = Append(ref path, ends[record.Parent], name);
                if (pattern.IsMatch(path.AsSpan(0, ends[folder] - 1), name, isFolder: true))
                    Note(found, id, table.PathOfFolder(folder), default, EntryKind.Folder, 0, record.ModifiedAt);
            }

            for (int entry = record.FirstEntry; entry < record.EntryEnd; entry++)
            {
                ReadOnlySpan<byte> name = table.EntryName(entry)[..^1];
                int end = pattern.NeedsPath ? Append(ref path, ends[folder], name) - 1 : 0;
                EntryRecord file = table.Entry(entry);
                if (!file.IsStored || !pattern.IsMatch(path.AsSpan(0, end), name, isFolder: false))
                    continue;
                var identity = new Identity(file.SnapshotInode, table.Hash(entry), file.Size);
                Note(found, id, table.PathOfEntry(folder, entry), identity, file.Kind, file.Size, file.ModifiedAt);
            }
        }
    }

    /// <summary>Puts a name and a slash at the end of a path; answers its new end.</summary>
    private static int Append(ref byte[] path, int end, ReadOnlySpan<byte> name)
    {
        while (end + name.Length + 1 > path.Length)
            Array.Resize(ref path, path.Length * 2);
        name.CopyTo(path.AsSpan(end));
        path[end + name.Length] = (byte)'/';
        return end + name.Length + 1;
    }

    private static void Note(Dictionary<TreePath, Hit> found, string id, TreePath path, Identity identity, EntryKind kind, long size, long modifiedAt)
    {
        if (!found.TryGetValue(path, out Hit? hit))
            found[path] = hit = new Hit { Path = path, First = id, Kind = kind, Identity = identity, Versions = 1 };
        else if (hit.Kind != kind || !hit.Identity.IsSameContentAs(identity))
            hit.Versions++;
        hit.Snapshots++;
        (hit.Last, hit.Kind, hit.Size, hit.ModifiedAt, hit.Identity) = (id, kind, size, modifiedAt, identity);
    }

    private readonly record struct Identity(ulong Inode, ContentHash Hash, long Size)
    {
        public bool IsSameContentAs(Identity other) => Size == other.Size && (Inode == other.Inode || (Hash.IsKnown && Hash == other.Hash));
    }

    private sealed class Hit
    {
        public required TreePath Path { get; init; }

        public required string First { get; init; }

        public string Last { get; set; } = "";

        public int Snapshots { get; set; }

        public int Versions { get; set; }

        public EntryKind Kind { get; set; }

        public long Size { get; set; }

        public long ModifiedAt { get; set; }

        public Identity Identity { get; set; }
    }
}
