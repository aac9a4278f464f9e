using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// A whole tree in four flat arrays: folders in preorder, their entries, one content hash an entry, and all names in one blob, each ending in NUL so that a piece of it
/// goes straight to a system call. No object a file; the arrays are what the manifest holds on the disk.
/// </summary>
internal sealed class TreeTable
{
    private FolderRecord[] _folders;
    private EntryRecord[] _entries;
    private ContentHash[] _hashes;
    private byte[] _names;
    private int _namesLength;

    public TreeTable(int folders = 64, int entries = 512)
    {
        _folders = new FolderRecord[folders];
        _entries = new EntryRecord[entries];
        _hashes = new ContentHash[entries];
        _names = new byte[entries * 16];
    }

    public TreeTable(FolderRecord[] folders, EntryRecord[] entries, ContentHash[] hashes, byte[] names)
    {
        (_folders, _entries, _hashes, _names) = (folders, entries, hashes, names);
        (FolderCount, EntryCount, _namesLength) = (folders.Length, entries.Length, names.Length);
    }

    public int FolderCount { get; private set; }

    public int EntryCount { get; private set; }

    public ReadOnlySpan<FolderRecord> Folders => _folders.AsSpan(0, FolderCount);

    public ReadOnlySpan<EntryRecord> Entries => _entries.AsSpan(0, EntryCount);

    public ReadOnlySpan<ContentHash> Hashes => _hashes.AsSpan(0, EntryCount);

    public ReadOnlySpan<byte> Names => _names.AsSpan(0, _namesLength);

    public ref FolderRecord Folder(int index) => ref _folders[index];

    public ref EntryRecord Entry(int index) => ref _entries[index];

    public ref ContentHash Hash(int index) => ref _hashes[index];

    /// <summary>With its NUL.</summary>
    public ReadOnlySpan<byte> FolderName(int folder) => _names.AsSpan((int)_folders[folder].NameStart, _folders[folder].NameLength + 1);

    /// <inheritdoc cref="FolderName"/>
    public ReadOnlySpan<byte> EntryName(int entry) => _names.AsSpan((int)_entries[entry].NameStart, _entries[entry].NameLength + 1);

    public int AddFolder(in FolderRecord record)
    {
        if (FolderCount == _folders.Length)
            Array.Resize(ref _folders, FolderCount * 2);
        _folders[FolderCount] = record;
        return FolderCount++;
    }

    public int AddEntry(in EntryRecord record, ContentHash hash)
    {
        if (EntryCount == _entries.Length)
        {
            Array.Resize(ref _entries, EntryCount * 2);
            Array.Resize(ref _hashes, EntryCount * 2);
        }

        _entries[EntryCount] = record;
        _hashes[EntryCount] = hash;
        return EntryCount++;
    }

    /// <param name="name">With its NUL.</param>
    public uint AddName(ReadOnlySpan<byte> name)
    {
        while (_namesLength + name.Length > _names.Length)
            Array.Resize(ref _names, checked(_names.Length * 2));
        name.CopyTo(_names.AsSpan(_namesLength));
        uint start = (uint)_namesLength;
        _namesLength += name.Length;
        return start;
    }

    /// <summary>To be called when all folders are in: works out where each subtree ends.</summary>
    public void CloseSubtrees()
    {
        for (int i = FolderCount - 1; i >= 0; i--)
        {
            ref FolderRecord folder = ref _folders[i];
            folder.SubtreeEnd = Math.Max(folder.SubtreeEnd, i + 1);
            if (folder.Parent >= 0)
                _folders[folder.Parent].SubtreeEnd = Math.Max(_folders[folder.Parent].SubtreeEnd, folder.SubtreeEnd);
        }
    }

    /// <summary>Takes entries out; what was a hard link of one of them stands for itself, or for the next of them.</summary>
    public void Remove(ReadOnlySpan<bool> gone)
    {
        var moved = new int[EntryCount];
        var leaders = new Dictionary<int, int>();
        int kept = 0;
        for (int folder = 0; folder < FolderCount; folder++)
        {
            int first = _folders[folder].FirstEntry, end = _folders[folder].EntryEnd;
            _folders[folder].FirstEntry = kept;
            for (int i = first; i < end; i++)
            {
                if (gone[i])
                    continue;
                _entries[kept] = _entries[i];
                _hashes[kept] = _hashes[i];
                if (_entries[kept].LinkOf > 0)
                {
                    int leader = _entries[kept].LinkOf - 1;
                    if (!gone[leader])
                        _entries[kept].LinkOf = moved[leader] + 1;
                    else if (leaders.TryGetValue(leader, out int next))
                        _entries[kept].LinkOf = next + 1;
                    else
                        (_entries[kept].LinkOf, leaders[leader]) = (0, kept);
                }

                moved[i] = kept++;
            }

            _folders[folder].EntryCount = kept - _folders[folder].FirstEntry;
        }

        EntryCount = kept;
    }

    /// <summary>Makes an entry a further name of another's file.</summary>
    public void TakeFrom(int leader, int entry)
    {
        EntryRecord taken = _entries[leader];
        (taken.NameStart, taken.NameLength, taken.LinkOf) = (_entries[entry].NameStart, _entries[entry].NameLength, _entries[entry].LinkOf);
        _entries[entry] = taken;
        _hashes[entry] = _hashes[leader];
    }

    public int LeaderOf(int entry) => _entries[entry].LinkOf is > 0 and int leader ? leader - 1 : entry;

    public TreePath PathOfFolder(int folder)
    {
        var chain = new Stack<int>();
        for (; folder > 0; folder = _folders[folder].Parent)
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

    /// <summary>The folder an entry lies in.</summary>
    public int FolderOfEntry(int entry)
    {
        int low = 0, high = FolderCount - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_folders[middle].FirstEntry <= entry)
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
            int child = folder + 1;
            int end = _folders[folder].SubtreeEnd;
            while (child < end && !FolderName(child)[..^1].SequenceEqual(bytes[part]))
                child = _folders[child].SubtreeEnd;
            if (child >= end)
                return -1;
            folder = child;
        }

        return folder;
    }

    /// <summary>-1: there is none by that path (or it is a folder).</summary>
    public int FindEntry(TreePath path)
    {
        if (path.IsRoot || FindFolder(path.Parent) is not (>= 0 and int folder))
            return -1;
        for (int i = _folders[folder].FirstEntry; i < _folders[folder].EntryEnd; i++)
        {
            if (EntryName(i)[..^1].SequenceEqual(path.Name))
                return i;
        }

        return -1;
    }
}
