namespace AgentSafetyKit.Snapshots;

/// <summary>Gives back the memory of a manifest's rows behind a pass through the entries in order, so that a pass through a million files holds a few thousand of them. What was changed stays.</summary>
internal struct EntriesBehind(TreeTable table, int first = 0)
{
    /// <summary>How many entries are held, about.</summary>
    public const int EntriesKept = 8192;
    private int _kept = first;

    /// <param name="entry">Done with; those before it too.</param>
    public void Passed(int entry)
    {
        if (entry + 1 - _kept >= EntriesKept)
            End(entry + 1);
    }

    /// <param name="end">The one after the last of the pass.</param>
    public void End(int end)
    {
        table.Release(_kept, end);
        _kept = end;
    }
}
