using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Stands between a restore and what it is to replace or remove: that may go only while it is still what the plan showed to the user, and, where the present state is kept, only if the snapshot of it has it whole. All else is left alone.
/// </summary>
internal sealed class RestoreGuard
{
    private const EntryFlags Doubtful = EntryFlags.NotStored | EntryFlags.Stale | EntryFlags.Torn;
    private readonly RestorePlan _plan;
    private readonly TreeScan? _found;
    private readonly bool[]? _hasOtherNames;
    private bool[]? _saved;

    public RestoreGuard(RestorePlan plan)
    {
        (_plan, _found) = (plan, plan.Found);
        for (int entry = 0; _found is { Table.MayHaveLinks: true } && entry < _found.Table.EntryCount; entry++)
        {
            int leader = _found.Table.LeaderOf(entry);
            if (leader == entry)
                continue;
            _hasOtherNames ??= new bool[_found.Table.EntryCount];
            _hasOtherNames[entry] = _hasOtherNames[leader] = true;
        }
    }

    /// <summary>Which rows of the tree as it is now the plan replaces or removes.</summary>
    public bool[] AtStake(TreeTable now)
    {
        var goes = new bool[_found!.Table.EntryCount];
        foreach (RestoreItem item in _plan.Planner.Items())
        {
            int found = item.Entry < 0 || item.Action == RestoreAction.Delete ? item.Entry : _plan.Planner.FoundEntry(item.Entry);
            if (found >= 0)
                goes[found] = true;
        }

        var atStake = new bool[now.EntryCount];
        EachPair(now, (found, row) => atStake[row] = goes[found]);
        return atStake;
    }

    /// <summary>From now on only what this table has whole may go. Called once, by the thread that the restore waits for.</summary>
    /// <param name="kept">The snapshot of the present state, as it was captured.</param>
    public void Require(TreeTable kept)
    {
        var saved = new bool[_found!.Table.EntryCount];
        EachPair(kept, (found, row) => saved[found] = IsWhole(kept, row) && IsAsFound(found, kept.Entry(row)));
        _saved = saved;
    }

    /// <summary>To be asked right before the name is replaced or removed.</summary>
    /// <param name="foundEntry">Its row in the tree found.</param>
    /// <param name="folder">Where it lies now.</param>
    /// <param name="name">With its NUL.</param>
    public FoundState Look(int foundEntry, FolderHandle folder, ReadOnlySpan<byte> name)
    {
        Errno errno = folder.StatusOf(name, out FileStatus now);
        if (errno == Errno.EACCES && folder.OpenToOwner() == Errno.Ok)
            errno = folder.StatusOf(name, out now);
        return errno == Errno.ENOENT ? FoundState.Gone : errno == Errno.Ok ? Look(foundEntry, now) : FoundState.Changed;
    }

    public FoundState Look(int foundEntry, in FileStatus now)
    {
        var record = default(EntryRecord);
        record.Take(now);
        if (!IsAsFound(foundEntry, record))
            return FoundState.Changed;
        // What has no content is nothing that could be kept.
        bool isEmpty = record.Kind is not (EntryKind.File or EntryKind.SymbolicLink or EntryKind.Fifo);
        return _saved is null || _saved[foundEntry] || isEmpty ? FoundState.AsFound : FoundState.NotSaved;
    }

    /// <summary>Each row of the tree found, with the one that has its path in another table.</summary>
    private void EachPair(TreeTable other, Action<int, int> pair)
    {
        TreeTable found = _found!.Table;
        var folders = new Stack<(int Found, int Other)>();
        folders.Push((0, 0));
        while (folders.TryPop(out (int Found, int Other) next))
        {
            FolderRecord one = found.Folder(next.Found), two = other.Folder(next.Other);
            for (int left = one.FirstEntry, right = two.FirstEntry; left < one.EntryEnd && right < two.EntryEnd;)
            {
                int order = found.EntryName(left).SequenceCompareTo(other.EntryName(right));
                if (order == 0)
                    pair(left, right);
                left += order <= 0 ? 1 : 0;
                right += order >= 0 ? 1 : 0;
            }

            for (int left = next.Found + 1, right = next.Other + 1; left < one.SubtreeEnd && right < two.SubtreeEnd;)
            {
                int order = found.FolderName(left).SequenceCompareTo(other.FolderName(right));
                if (order == 0)
                    folders.Push((left, right));
                (left, right) = (order <= 0 ? found.Folder(left).SubtreeEnd : left, order >= 0 ? other.Folder(right).SubtreeEnd : right);
            }
        }
    }

    /// <summary>The change of a file's other names moves its ctime: there mtime has to do.</summary>
    private bool IsAsFound(int foundEntry, in EntryRecord now)
    {
        EntryRecord then = _found!.Table.Entry(foundEntry);
        if (!then.LooksLike(now))
            return false;
        return _found.InodesAreUnstable || (then.SourceInode == now.SourceInode && (then.ChangedAt == now.ChangedAt || _hasOtherNames?[foundEntry] == true));
    }

    private static bool IsWhole(TreeTable kept, int entry)
    {
        EntryRecord own = kept.Entry(entry), leader = kept.Entry(kept.LeaderOf(entry));
        return ((own.Flags | leader.Flags) & Doubtful) == 0 && own.SourceInode == leader.SourceInode;
    }
}
