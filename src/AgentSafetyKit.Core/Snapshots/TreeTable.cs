using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// A whole tree in four flat tables: folders in preorder, their entries, one content hash an entry, and all names in one blob, each ending in NUL so that a piece of it
/// goes straight to a system call. No object a file. The rows of a manifest are used where they lie in its file; the table of the tree as it is now (<see cref="Successor"/>) has own rows only
/// for what differs. Rows may be changed through the references; that never reaches the file. Read by many threads, changed by one.
/// </summary>
internal sealed class TreeTable : IDisposable
{
    private readonly StoredRows? _stored;
    private readonly StoredRows? _predecessor;
    private readonly RowList<FolderRecord> _folders = new();
    private readonly RowList<EntryRecord> _entries = new();
    private readonly RowList<ContentHash> _hashes = new();
    private readonly bool _foldersAreStored;
    private NameBlob _names;
    private EntryRuns _runs = new();

    public TreeTable() => _names = new NameBlob();

    /// <param name="stored">A manifest's rows; owned from now on.</param>
    public TreeTable(StoredRows stored)
    {
        (_stored, _foldersAreStored) = (stored, true);
        _names = stored.Names();
        _runs.Append(0, stored.Entries.Count);
    }

    private TreeTable(StoredRows own, StoredRows predecessor)
    {
        (_stored, _predecessor) = (own, predecessor);
        _names = own.Names();
    }

    public int FolderCount => _foldersAreStored ? _stored!.Folders.Count : _folders.Count;

    public int EntryCount => _runs.Count;

    /// <summary>Of the blob: with names nobody uses any more.</summary>
    public long NamesLength => _names.Length;

    /// <summary>Whether its rows are a manifest's, so that a <see cref="Successor"/> can take them over.</summary>
    public bool IsStored => _foldersAreStored;

    /// <summary>False where it is known that no two names are one file.</summary>
    public bool MayHaveLinks { get; set; } = true;

    /// <summary>An empty table for the tree as it is now. It takes over rows and names of this one without copying them, and stands by itself: changing or disposing of one leaves the other alone.</summary>
    public TreeTable Successor() => _foldersAreStored ? new TreeTable(_stored!.Again(), _stored) : new TreeTable();

    public ref FolderRecord Folder(int index)
    {
        if (_foldersAreStored)
            return ref _stored!.Folders[index];
        return ref _folders[index];
    }

    public ref EntryRecord Entry(int index)
    {
        int row = _runs.RowOf(index);
        if (row >= 0)
            return ref _stored!.Entries[row];
        return ref _entries[row & int.MaxValue];
    }

    public ref ContentHash Hash(int index)
    {
        int row = _runs.RowOf(index);
        if (row >= 0)
            return ref _stored!.Hashes[row];
        return ref _hashes[row & int.MaxValue];
    }

    /// <summary>Whether a row is this table's own, and not one taken over.</summary>
    public bool IsOwn(int entry) => _runs.RowOf(entry) < 0;

    /// <summary>With its NUL.</summary>
    public ReadOnlySpan<byte> FolderName(int folder)
    {
        ref FolderRecord record = ref Folder(folder);
        return _names.Slice(record.NameStart, record.NameLength + 1);
    }

    /// <inheritdoc cref="FolderName"/>
    public ReadOnlySpan<byte> EntryName(int entry)
    {
        ref EntryRecord record = ref Entry(entry);
        return _names.Slice(record.NameStart, record.NameLength + 1);
    }

    public ReadOnlySpan<byte> NameAt(uint start, int length) => _names.Slice(start, length);

    /// <summary>From an index on, as many rows as lie one after another in memory, at least one.</summary>
    public ReadOnlySpan<FolderRecord> FolderRun(int index) =>
        _foldersAreStored ? _stored!.Folders.Slice(index, FolderCount - index) : _folders.Run(index, int.MaxValue);

    /// <inheritdoc cref="FolderRun"/>
    public ReadOnlySpan<EntryRecord> EntryRun(int index)
    {
        int row = _runs.RowOf(index, out int following);
        return row >= 0 ? _stored!.Entries.Slice(row, following) : _entries.Run(row & int.MaxValue, following);
    }

    /// <inheritdoc cref="FolderRun"/>
    public ReadOnlySpan<ContentHash> HashRun(int index)
    {
        int row = _runs.RowOf(index, out int following);
        return row >= 0 ? _stored!.Hashes.Slice(row, following) : _hashes.Run(row & int.MaxValue, following);
    }

    public ReadOnlySpan<byte> NameRun(long start) => _names.Run(start);

    public int AddFolder(in FolderRecord record) => _folders.Add(record);

    public int AddEntry(in EntryRecord record, ContentHash hash)
    {
        int row = _entries.Add(record);
        _hashes.Add(hash);
        _runs.Append(row | EntryRuns.Own, 1);
        return EntryCount - 1;
    }

    /// <summary>Takes over entries of the table this is the <see cref="Successor"/> of. Their links still count by its numbers.</summary>
    public void TakeEntries(int first, int count) => _runs.Append(first, count);

    /// <param name="name">With its NUL.</param>
    public uint AddName(ReadOnlySpan<byte> name) => _names.Add(name);

    /// <summary>A name of another table: the same place where the names are shared.</summary>
    public uint TakeName(TreeTable from, uint start, int length) => _predecessor is not null && ReferenceEquals(_predecessor, from._stored) ? start : AddName(from.NameAt(start, length + 1));

    /// <summary>To be called when all folders are in: works out where each subtree ends.</summary>
    public void CloseSubtrees()
    {
        for (int i = FolderCount - 1; i >= 0; i--)
        {
            ref FolderRecord folder = ref Folder(i);
            folder.SubtreeEnd = Math.Max(folder.SubtreeEnd, i + 1);
            if (folder.Parent >= 0)
                Folder(folder.Parent).SubtreeEnd = Math.Max(Folder(folder.Parent).SubtreeEnd, folder.SubtreeEnd);
        }
    }

    /// <summary>Takes entries out; what was a hard link of one of them stands for itself, or for the next of them.</summary>
    public void Remove(ReadOnlySpan<bool> gone)
    {
        var moved = new int[EntryCount];
        var leaders = new Dictionary<int, int>();
        var runs = new EntryRuns();
        for (int folder = 0; folder < FolderCount; folder++)
        {
            int first = Folder(folder).FirstEntry, end = Folder(folder).EntryEnd;
            Folder(folder).FirstEntry = runs.Count;
            for (int i = first; i < end; i++)
            {
                if (gone[i])
                    continue;
                int kept = runs.Count, leader = Entry(i).LinkOf - 1, link = 0;
                if (leader >= 0 && !gone[leader])
                    link = moved[leader] + 1;
                else if (leader >= 0 && leaders.TryGetValue(leader, out int next))
                    link = next + 1;
                else if (leader >= 0)
                    leaders[leader] = kept;
                SetLink(i, link);
                runs.Append(_runs.RowOf(i), 1);
                moved[i] = kept;
            }

            Folder(folder).EntryCount = runs.Count - Folder(folder).FirstEntry;
        }

        _runs = runs;
    }

    /// <summary>Says which entry's file this is (0: its own). Touches the row only where that changes something.</summary>
    public void SetLink(int entry, int linkOf)
    {
        ref EntryRecord record = ref Entry(entry);
        if (record.LinkOf != linkOf)
            record.LinkOf = linkOf;
    }

    /// <summary>Makes an entry a further name of another's file.</summary>
    public void TakeFrom(int leader, int entry)
    {
        EntryRecord taken = Entry(leader);
        ref EntryRecord record = ref Entry(entry);
        (taken.NameStart, taken.NameLength, taken.LinkOf) = (record.NameStart, record.NameLength, record.LinkOf);
        record = taken;
        Hash(entry) = Hash(leader);
    }

    /// <summary>The same in rows of its own, without a range of folders that have no entries.</summary>
    /// <param name="first">The first that is left out.</param>
    /// <param name="end">The one after the last: the end of its subtree.</param>
    public TreeTable Own(int first = 0, int end = 0)
    {
        var own = new TreeTable { MayHaveLinks = MayHaveLinks };
        for (int i = 0; i < FolderCount; i++)
        {
            FolderRecord record = Folder(i);
            if (i >= first && i < end)
                continue;
            record.NameStart = own.AddName(FolderName(i));
            record.Parent -= record.Parent >= end ? end - first : 0;
            record.SubtreeEnd -= record.SubtreeEnd > first ? end - first : 0;
            own.AddFolder(record);
        }

        for (int i = 0; i < EntryCount; i++)
        {
            EntryRecord record = Entry(i);
            record.NameStart = own.AddName(EntryName(i));
            own.AddEntry(record, Hash(i));
        }

        return own;
    }

    /// <summary>Drops the names nobody uses any more.</summary>
    public void CompactNames()
    {
        var names = new NameBlob();
        for (int i = 0; i < FolderCount; i++)
            Folder(i).NameStart = names.Add(FolderName(i));
        for (int i = 0; i < EntryCount; i++)
            Entry(i).NameStart = names.Add(EntryName(i));
        _names = names;
    }

    /// <summary>The memory of the entries of a range of folders, in a manifest, may be used for something else until they are looked at again. Only while no row is changed.</summary>
    public void ReleaseEntries(int folder, int end)
    {
        int first = Folder(folder).FirstEntry, after = Folder(end - 1).EntryEnd;
        if (_foldersAreStored && after > first)
            _stored!.Release(first, after - first, areSame: true);
    }

    /// <summary>The same for any entries, also those that were taken over, and where some were changed: these stay. Nobody may change one of them meanwhile.</summary>
    public void Release(int first, int end)
    {
        for (int count; first < end; first += count)
        {
            int row = _runs.RowOf(first, out count);
            count = Math.Min(count, end - first);
            if (row >= 0)
                _stored!.Release(row, count, areSame: false);
        }
    }

    public void Dispose() => _stored?.Dispose();

    public int LeaderOf(int entry) => Entry(entry).LinkOf is > 0 and int leader ? leader - 1 : entry;

    public TreePath PathOfFolder(int folder)
    {
        var chain = new Stack<int>();
        for (; folder > 0; folder = Folder(folder).Parent)
            chain.Push(folder);
        var bytes = new List<byte>();
        foreach (int step in chain)
        {
            if (bytes.Count > 0)
                bytes.Add((byte)'/');
            bytes.AddRange(FolderName(step)[..^1]);
        }

        return TreePath.TryParse([.. bytes], out TreePath path) ? path : throw new InvalidDataException("a folder of the manifest has an impossible name");
    }

    public TreePath PathOfEntry(int folder, int entry) => PathOfFolder(folder).Append(EntryName(entry)[..^1]);

    /// <summary>How many files a folder has that are stored, at any depth.</summary>
    public int StoredBelow(int folder)
    {
        int count = 0, end = Folder(Folder(folder).SubtreeEnd - 1).EntryEnd;
        for (int entry = Folder(folder).FirstEntry; entry < end; entry++)
            count += Entry(entry).IsStored ? 1 : 0;
        return count;
    }

    /// <summary>The folder an entry lies in.</summary>
    public int FolderOfEntry(int entry)
    {
        int low = 0, high = FolderCount - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Folder(middle).FirstEntry <= entry)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>-1: there is none by that path.</summary>
    public int FindFolder(TreePath path)
    {
        int folder = 0;
        if (path.IsRoot)
            return folder;
        ReadOnlySpan<byte> bytes = path.Bytes;
        foreach (Range part in bytes.Split((byte)'/'))
        {
            folder = FindChild(folder, bytes[part]);
            if (folder < 0)
                return -1;
        }

        return folder;
    }

    /// <summary>-1: the folder has no folder of that name.</summary>
    public int FindChild(int folder, ReadOnlySpan<byte> name)
    {
        for (int child = folder + 1; child < Folder(folder).SubtreeEnd; child = Folder(child).SubtreeEnd)
        {
            if (FolderName(child)[..^1].SequenceEqual(name))
                return child;
        }

        return -1;
    }

    /// <summary>-1: there is none by that path (or it is a folder).</summary>
    public int FindEntry(TreePath path)
    {
        if (path.IsRoot || FindFolder(path.Parent) is not (>= 0 and int folder))
            return -1;
        return FindEntry(folder, path.Name);
    }

    /// <summary>-1: the folder has none of that name (or it is a folder).</summary>
    public int FindEntry(int folder, ReadOnlySpan<byte> name)
    {
        for (int i = Folder(folder).FirstEntry; i < Folder(folder).EntryEnd; i++)
        {
            if (EntryName(i)[..^1].SequenceEqual(name))
                return i;
        }

        return -1;
    }
}
