using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// One thread of a check. Keeps the folders on the way to the current one open; looks at each folder and at each of its entries once, and says "clean" only where everything is as the manifest has it. Allocates
/// nothing a file. Whatever it can not do, it leaves to the visit that follows.
/// </summary>
internal sealed class TreeCheckWorker(TreeCheckWork work)
{
    /// <summary>Deeper folders are left to the visit, which can do with fewer handles.</summary>
    private const int DeepestWay = 96;

    /// <summary>How much of the manifest a thread holds in memory, about.</summary>
    private const int EntriesKept = 8192;
    private const EntryFlags Never = (EntryFlags)0xFFFF;
    private readonly FolderProbe[] _handles = new FolderProbe[DeepestWay];
    private readonly int[] _way = new int[DeepestWay];
    private (int From, int End) _kept;
    private int _depth;

    public void Run()
    {
        try
        {
            CheckRegion region = work.NewRegion();
            while (work.Take(region, out int from, out int end))
            {
                if (from != _kept.End)
                    Release(from);
                Check(from, end);
                _kept.End = end;
                if (end - _kept.From > 0 && work.Table.Folder(end - 1).EntryEnd - work.Table.Folder(_kept.From).FirstEntry > EntriesKept)
                    Release(end);
            }

            Release(0);
        }
        catch (Exception e)
        {
            work.Fail(e);
        }
        finally
        {
            while (_depth > 0)
                _handles[--_depth].Close();
        }
    }

    private static bool IsSame(in FolderRecord before, in FileStatus now, bool trustsInodes) =>
        (before.Flags & Never) == 0 && before.ModifiedAt == now.ModifiedAt && before.Mode == now.Mode && before.UserId == now.UserId && before.GroupId == now.GroupId
        && (!trustsInodes || (before.ChangedAt == now.ChangedAt && before.SourceInode == now.Inode));

    private static bool IsSame(in EntryRecord before, in FileStatus now, bool trustsInodes) =>
        (before.Flags & Never) == 0 && before.ModifiedAt == now.ModifiedAt && before.Size == now.Size && before.Mode == now.Mode && before.UserId == now.UserId
        && before.GroupId == now.GroupId && (!trustsInodes || (before.ChangedAt == now.ChangedAt && before.SourceInode == now.Inode));

    /// <summary>The memory of what was checked since the last time goes back.</summary>
    private void Release(int next)
    {
        if (_kept.From < _kept.End)
            work.Table.ReleaseEntries(_kept.From, _kept.End);
        _kept = (next, next);
    }

    private void Check(int from, int end)
    {
        ReadOnlySpan<FolderRecord> folders = work.Table.FolderRun(0);
        ReadOnlySpan<EntryRecord> entries = work.Table.EntryCount == 0 ? default : work.Table.EntryRun(0);
        ReadOnlySpan<byte> names = work.Table.NameRun(0);
        int seen = 0;
        for (int i = from; i < end && !work.IsCancelled; i++)
        {
            ref readonly FolderRecord folder = ref folders[i];
            if (work.VisitAnyway[i])
                continue;
            if (!GoTo(i, folders, names))
                continue;
            FolderProbe probe = _depth == 0 ? FolderProbe.Of(work.Root) : _handles[_depth - 1];
            if (!probe.TryStatus(out FileStatus status) || !status.IsOnMountOf(work.RootStatus) || !IsSame(folder, status, work.TrustsInodes))
                continue;
            work.Clean[i] = AreSame(probe, entries.Slice(folder.FirstEntry, folder.EntryCount), names);
            seen += folder.EntryCount;
            if (seen > 1024)
            {
                work.Add(seen);
                seen = 0;
            }
        }

        work.Add(seen);
    }

    private bool AreSame(FolderProbe folder, ReadOnlySpan<EntryRecord> entries, ReadOnlySpan<byte> names)
    {
        ulong device = work.RootStatus.Device;
        foreach (ref readonly EntryRecord entry in entries)
        {
            if (!folder.TryStatusOf(names.Slice((int)entry.NameStart, entry.NameLength + 1), out FileStatus status) || status.Device != device || !IsSame(entry, status, work.TrustsInodes)
                || work.IsCancelled)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Opens what is missing of the way from the root to a folder, and closes what does not lead there.</summary>
    private bool GoTo(int folder, ReadOnlySpan<FolderRecord> folders, ReadOnlySpan<byte> names)
    {
        while (_depth > 0 && (folder < _way[_depth - 1] || folder >= folders[_way[_depth - 1]].SubtreeEnd))
            _handles[--_depth].Close();
        if (folders[folder].Depth > DeepestWay)
            return false;
        int missing = folders[folder].Depth - _depth;
        for (int step = folder, i = missing - 1; i >= 0; i--, step = folders[step].Parent)
            _way[_depth + i] = step;
        for (; missing > 0; missing--)
        {
            ref readonly FolderRecord next = ref folders[_way[_depth]];
            FolderProbe parent = _depth == 0 ? FolderProbe.Of(work.Root) : _handles[_depth - 1];
            if (!parent.TryOpen(names.Slice((int)next.NameStart, next.NameLength + 1), out _handles[_depth]))
                return false;
            _depth++;
        }

        return true;
    }
}
