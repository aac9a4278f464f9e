using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Which folders and entries of the snapshot, and of the tree found, a restore is about.</summary>
internal sealed class RestoreScope
{
    private readonly bool[] _snapshotFolders;
    private readonly bool[] _neededFolders;
    private readonly bool[] _snapshotEntries;
    private readonly bool[] _foundFolders;
    private readonly bool[] _foundEntries;

    /// <param name="snapshot">Its table.</param>
    /// <param name="found">Null: there is nothing.</param>
    /// <param name="paths">Empty: all.</param>
    /// <param name="unknown">The first path that neither has.</param>
    public RestoreScope(TreeTable snapshot, TreeTable? found, IReadOnlyList<TreePath> paths, out TreePath? unknown)
    {
        unknown = null;
        _snapshotFolders = new bool[snapshot.FolderCount];
        _neededFolders = new bool[snapshot.FolderCount];
        _snapshotEntries = new bool[snapshot.EntryCount];
        _foundFolders = new bool[found?.FolderCount ?? 0];
        _foundEntries = new bool[found?.EntryCount ?? 0];
        foreach (TreePath path in paths.Count == 0 ? [TreePath.Root] : paths)
        {
            bool known = Mark(snapshot, path, _snapshotFolders, _snapshotEntries);
            if (found is not null)
                known |= Mark(found, path, _foundFolders, _foundEntries);
            if (!known)
                unknown ??= path;
        }

        for (int i = snapshot.FolderCount - 1; i >= 0; i--)
        {
            FolderRecord folder = snapshot.Folder(i);
            _neededFolders[i] |= _snapshotFolders[i] || _snapshotEntries.AsSpan(folder.FirstEntry, folder.EntryCount).Contains(true);
            if (_neededFolders[i] && folder.Parent >= 0)
                _neededFolders[folder.Parent] = true;
        }
    }

    public bool HasFolder(int folder) => _snapshotFolders[folder];

    /// <summary>It is in scope, or something in it is.</summary>
    public bool NeedsFolder(int folder) => _neededFolders[folder];

    public bool HasEntry(int entry) => _snapshotEntries[entry];

    public bool HasFoundFolder(int folder) => _foundFolders[folder];

    public bool HasFoundEntry(int entry) => _foundEntries[entry];

    /// <summary>A folder of the snapshot stays as it is, and all that belongs into it out of scope.</summary>
    /// <returns>Whether anything of it was in scope.</returns>
    public bool LeaveOut(TreeTable snapshot, int folder)
    {
        int end = snapshot.Folder(folder).SubtreeEnd;
        int first = snapshot.Folder(folder).FirstEntry, last = snapshot.Folder(end - 1).EntryEnd;
        Span<bool> folders = _neededFolders.AsSpan(folder + 1, end - folder - 1), entries = _snapshotEntries.AsSpan(first, last - first);
        bool any = folders.Contains(true) || entries.Contains(true);
        folders.Clear();
        entries.Clear();
        _snapshotFolders.AsSpan(folder + 1, end - folder - 1).Clear();
        return any;
    }

    /// <summary>A folder that was there before as the place to restore to stays what it is; what goes into it is another matter.</summary>
    public void LeaveRootAsItIs() => _snapshotFolders[0] = false;

    private static bool Mark(TreeTable table, TreePath path, bool[] folders, bool[] entries)
    {
        if (table.FindFolder(path) is >= 0 and int folder)
        {
            int end = table.Folder(folder).SubtreeEnd;
            folders.AsSpan(folder, end - folder).Fill(true);
            int first = table.Folder(folder).FirstEntry, last = table.Folder(end - 1).EntryEnd;
            entries.AsSpan(first, last - first).Fill(true);
            return true;
        }

        if (table.FindEntry(path) is not (>= 0 and int entry))
            return false;
        entries[entry] = true;
        return true;
    }
}
