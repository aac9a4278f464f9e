namespace AgentSafetyKit.Snapshots;

internal sealed partial class TreeScanner
{
    /// <summary>A folder in which nothing differs, and nothing below it, as the previous snapshot has it.</summary>
    private void TakeSubtree(Pending top)
    {
        int first = top.Previous, offset = _table.FolderCount;
        int entriesBefore = _previous!.Folder(first).FirstEntry;
        int end = _previous.Folder(first).SubtreeEnd;
        int entries = _previous.Folder(end - 1).EntryEnd - entriesBefore;
        for (int i = first; i < end; i++)
        {
            FolderRecord record = _previous.Folder(i);
            record.Parent = i == first ? top.Parent : record.Parent - first + offset;
            record.FirstEntry += _table.EntryCount - entriesBefore;
            record.SubtreeEnd = 0;
            _table.AddFolder(record);
        }

        _scan.FolderOrigins.AddRun(first, end - first);
        _scan.FolderStates.AddRun(EntryState.Same, end - first);
        TakeEntries(entriesBefore, entries);
        _ignore.PassOver(first, end);
    }

    private void TakeEntries(in FolderRecord before)
    {
        _table.Folder(_folder).EntryCount = before.EntryCount;
        TakeEntries(before.FirstEntry, before.EntryCount);
    }

    private void TakeEntries(int first, int count)
    {
        _table.TakeEntries(first, count);
        _scan.EntryOrigins.AddRun(first, count);
        _scan.EntryStates.AddRun(EntryState.Same, count);
    }
}
