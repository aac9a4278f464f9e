using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Decides what a restore does with each row of the snapshot and of the tree found, by number; nothing is kept a row but where it was found. The tree was scanned with the snapshot as the one to compare with, and with its rules.
/// </summary>
internal sealed class RestorePlanner
{
    private const uint ExecuteBits = 0x49;
    private readonly TreeTable _table;
    private readonly TreeScan? _found;
    private readonly RestoreScope _scope;
    private readonly bool _removesExtra;
    private readonly bool _restoresSetuid;
    private readonly int[] _folders;
    private readonly int[] _entries;
    private readonly HashSet<int> _inTheWay = [];
    private readonly bool[] _holdsWhatStays;
    private readonly List<SnapshotWarning> _leftAlone = [];

    /// <param name="manifest">The snapshot's.</param>
    /// <param name="found">Null: there is nothing.</param>
    /// <param name="scope">What is asked for.</param>
    /// <param name="removesExtra">What the snapshot does not have goes.</param>
    /// <param name="restoresSetuid">False: a file that lacks nothing but its setuid or setgid bit is as it should be.</param>
    public RestorePlanner(Manifest manifest, TreeScan? found, RestoreScope scope, bool removesExtra, bool restoresSetuid)
    {
        (_table, _found, _scope, _removesExtra, _restoresSetuid) = (manifest.Table, found, scope, removesExtra, restoresSetuid);
        _folders = Inverse(found?.FolderOrigins, _table.FolderCount);
        _entries = Inverse(found?.EntryOrigins, _table.EntryCount);
        _holdsWhatStays = new bool[found?.Table.FolderCount ?? 0];
        if (found is null)
            return;
        LeaveForeign(found);
        FindWhatIsInTheWay(found.Table);
        if (removesExtra)
            LeaveSpecial(found);
    }

    /// <summary>What the restore does not touch although the snapshot has it otherwise: what is mounted in the folder, and what no snapshot could bring back.</summary>
    public IReadOnlyList<SnapshotWarning> LeftAlone => _leftAlone;

    /// <summary>All there is to do: what is made or put back in the snapshot's order, then what goes.</summary>
    public IEnumerable<RestoreItem> Items()
    {
        var behind = new RowsBehind(_table);
        for (int i = 0; i < _table.FolderCount; i++)
        {
            behind.Passed(Math.Max(i - 1, 0));
            if (!_scope.NeedsFolder(i))
                continue;
            if (_folders[i] < 0)
                yield return new RestoreItem(RestoreAction.Create, i, -1, EntryKind.Folder, 0, false);
            else if (_scope.HasFolder(i) && FolderDiffers(i))
                yield return new RestoreItem(RestoreAction.Metadata, i, -1, EntryKind.Folder, 0, false);
            for (int entry = _table.Folder(i).FirstEntry; entry < _table.Folder(i).EntryEnd; entry++)
            {
                if (ActionFor(entry) is not { } action)
                    continue;
                EntryRecord record = _table.Entry(entry);
                long size = record.Kind == EntryKind.File && action != RestoreAction.Metadata && record.LinkOf == 0 ? record.Size : 0;
                yield return new RestoreItem(action, i, entry, record.Kind, size, record.Kind == EntryKind.File && (record.Mode & ExecuteBits) != 0);
            }
        }

        for (int i = 0; i < _found?.Table.FolderCount; i++)
        {
            FolderRecord folder = _found.Table.Folder(i);
            for (int entry = folder.FirstEntry; entry < folder.EntryEnd; entry++)
            {
                if (IsToGo(entry))
                    yield return new RestoreItem(RestoreAction.Delete, i, entry, _found.Table.Entry(entry).Kind, _found.Table.Entry(entry).Size, false);
            }

            if (IsFolderToGo(i))
                yield return new RestoreItem(RestoreAction.Delete, i, -1, EntryKind.Folder, 0, false);
        }
    }

    public RestoreStep Step(in RestoreItem item)
    {
        TreeTable table = item.Action == RestoreAction.Delete ? _found!.Table : _table;
        TreePath path = item.Entry < 0 ? table.PathOfFolder(item.Folder) : table.PathOfEntry(item.Folder, item.Entry);
        return new RestoreStep(path, item.Action, item.Kind, item.Size, item.IsExecutable);
    }

    /// <summary>What one entry of the snapshot needs; null: nothing, it is there as it should be, or not asked for, or not stored.</summary>
    public RestoreAction? ActionFor(int entry) => _scope.HasEntry(entry) && _table.Entry(entry).IsStored ? Needed(entry) : null;

    /// <summary>Entries that are asked for and that the snapshot should have and never got.</summary>
    public IEnumerable<TreePath> Lost()
    {
        for (int folder = 0; folder < _table.FolderCount; folder++)
        {
            for (int entry = _table.Folder(folder).FirstEntry; entry < _table.Folder(folder).EntryEnd; entry++)
            {
                if (_table.Entry(entry).IsLost && _scope.HasEntry(entry))
                    yield return _table.PathOfEntry(folder, entry);
            }
        }
    }

    /// <summary>The file that others are further names of is as the snapshot has it: by this restore, or as it was found.</summary>
    public bool IsRight(int leader) => _scope.HasEntry(leader) || (_table.Entry(leader).IsStored && Needed(leader) is null);

    /// <summary>The row of the tree found that has this entry's path; -1: none.</summary>
    public int FoundEntry(int entry) => _entries[entry];

    /// <inheritdoc cref="FoundEntry"/>
    public int FoundFolder(int folder) => _folders[folder];

    /// <summary>Its mode, owner, time or attributes are not the snapshot's; of a folder that was found.</summary>
    public bool FolderDiffers(int folder)
    {
        FolderRecord wanted = _table.Folder(folder), now = _found!.Table.Folder(_folders[folder]);
        if ((wanted.Flags & EntryFlags.NotEntered) != 0 || (now.Flags & EntryFlags.NotEntered) != 0)
            return false;
        return _found.FolderStates[_folders[folder]] == EntryState.Changed || wanted.ModifiedAt != now.ModifiedAt;
    }

    /// <summary>Whether an entry of the tree found is removed. Files that a killed restore left in the making are in any case, and what stands where a folder is to be.</summary>
    public bool IsToGo(int foundEntry)
    {
        if (_found!.EntryOrigins[foundEntry] >= 0)
            return false;
        return (!IsSpecial(_found.Table.Entry(foundEntry).Kind) && _scope.HasFoundEntry(foundEntry) && (_removesExtra || RestoreWorker.IsTemporary(_found.Table.EntryName(foundEntry)))) || _inTheWay.Contains(foundEntry);
    }

    public bool IsFolderToGo(int foundFolder) =>
        foundFolder > 0 && _removesExtra && !_holdsWhatStays[foundFolder] && _scope.HasFoundFolder(foundFolder) && _found!.FolderOrigins[foundFolder] < 0 && (_found.Table.Folder(foundFolder).Flags & EntryFlags.NotEntered) == 0;

    /// <summary>How many files the snapshot does not have and the restore leaves.</summary>
    public int CountKept()
    {
        int kept = 0;
        for (int entry = 0; entry < _found?.Table.EntryCount; entry++)
            kept += _scope.HasFoundEntry(entry) && _found.EntryOrigins[entry] < 0 && !IsToGo(entry) ? 1 : 0;
        return kept;
    }

    /// <summary>For each index of the snapshot the index in the tree found, or -1.</summary>
    private static int[] Inverse(OriginList? origins, int count)
    {
        var inverse = new int[count];
        Array.Fill(inverse, -1);
        for (int i = 0; i < origins?.Count; i++)
        {
            if (origins[i] >= 0)
                inverse[origins[i]] = i;
        }

        return inverse;
    }

    private RestoreAction? Needed(int entry)
    {
        int there = _entries[entry];
        if (there < 0)
            return RestoreAction.Create;
        RestoreAction? own = _found!.EntryStates[there] switch
        {
            EntryState.Same or EntryState.Refreshed or EntryState.Kept => null,
            EntryState.MetadataOnly => !_restoresSetuid && LacksSetuidOnly(_table.Entry(entry), _found.Table.Entry(there)) ? null : RestoreAction.Metadata,
            _ => RestoreAction.Replace,
        };
        int leader = _table.LeaderOf(entry);
        if (leader == entry)
            return own;
        // A further name of a file: right only where the first name is right and still the same file.
        bool linked = own is null && _entries[leader] >= 0 && _found.Table.Entry(_entries[leader]).SourceInode == _found.Table.Entry(there).SourceInode && Needed(leader) is null;
        return linked ? null : RestoreAction.Replace;
    }

    private static bool LacksSetuidOnly(in EntryRecord wanted, EntryRecord now)
    {
        bool isBare = wanted.Kind == EntryKind.File && (wanted.Mode & EntryMetadata.SetIdBits) != 0 && (now.Mode & EntryMetadata.SetIdBits) == 0;
        now.Mode |= (ushort)(wanted.Mode & EntryMetadata.SetIdBits);
        return isBare && wanted.LooksLike(now);
    }

    private static bool IsSpecial(EntryKind kind) => kind is EntryKind.Socket or EntryKind.CharacterDevice or EntryKind.BlockDevice;

    /// <summary>Nothing is made in, nor taken from, a folder with something else mounted on it.</summary>
    private void LeaveForeign(TreeScan found)
    {
        foreach ((int folder, WarningKind kind) in found.Foreign)
        {
            if (found.FolderOrigins[folder] is >= 0 and int wanted ? _scope.LeaveOut(_table, wanted) : _removesExtra && _scope.HasFoundFolder(folder))
                _leftAlone.Add(new SnapshotWarning(kind, found.Table.PathOfFolder(folder)));
            KeepFoldersAbove(found.Table, folder);
        }
    }

    private void LeaveSpecial(TreeScan found)
    {
        for (int folder = 0; folder < found.Table.FolderCount; folder++)
        {
            FolderRecord record = found.Table.Folder(folder);
            for (int entry = record.FirstEntry; entry < record.EntryEnd; entry++)
            {
                if (!IsSpecial(found.Table.Entry(entry).Kind) || found.EntryOrigins[entry] >= 0 || !_scope.HasFoundEntry(entry) || _inTheWay.Contains(entry))
                    continue;
                _leftAlone.Add(new SnapshotWarning(WarningKind.SpecialLeft, found.Table.PathOfEntry(folder, entry)));
                KeepFoldersAbove(found.Table, folder);
            }
        }
    }

    private void KeepFoldersAbove(TreeTable found, int folder)
    {
        for (; folder >= 0 && !_holdsWhatStays[folder]; folder = found.Folder(folder).Parent)
            _holdsWhatStays[folder] = true;
    }

    /// <summary>Files that stand where the snapshot has a folder.</summary>
    private void FindWhatIsInTheWay(TreeTable found)
    {
        for (int i = 1; i < _table.FolderCount; i++)
        {
            if (_folders[i] < 0 && _scope.NeedsFolder(i) && _folders[_table.Folder(i).Parent] is >= 0 and int above && PlaceOf(found, above, _table.FolderName(i)) is >= 0 and int entry)
                _inTheWay.Add(entry);
        }
    }

    /// <summary>The entry of that name; names are in order. -1: there is none.</summary>
    private static int PlaceOf(TreeTable table, int folder, ReadOnlySpan<byte> name)
    {
        int low = table.Folder(folder).FirstEntry, high = table.Folder(folder).EntryEnd - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2, order = table.EntryName(middle).SequenceCompareTo(name);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
