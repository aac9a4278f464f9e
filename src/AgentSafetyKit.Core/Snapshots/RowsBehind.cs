namespace AgentSafetyKit.Snapshots;

/// <summary>Gives back the memory of a manifest's rows behind a pass through its folders in order, so that a pass through a million files holds a few thousand of them. Only while no row is changed.</summary>
internal sealed class RowsBehind(TreeTable table)
{
    /// <summary>How many entries are held, about.</summary>
    private const int EntriesKept = 8192;
    private int _kept;

    /// <param name="folder">Done with; those before it too.</param>
    public void Passed(int folder)
    {
        if (folder < _kept)
            _kept = folder;
        if (table.Folder(folder).EntryEnd - table.Folder(_kept).FirstEntry <= EntriesKept && folder + 1 < table.FolderCount)
            return;
        table.ReleaseEntries(_kept, folder + 1);
        _kept = Math.Min(folder + 1, table.FolderCount - 1);
    }
}
