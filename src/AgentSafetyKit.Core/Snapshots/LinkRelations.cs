namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finds entries whose content is the same and whose hard links are not: two names that were one file and are two now, or the other way round. Each group of names now may stand for one
/// group of the snapshot only, and each of those for one now; an entry that breaks this is changed.
/// </summary>
internal sealed class LinkRelations(TreeScan scan, TreeTable? previous)
{
    public void Settle()
    {
        if (previous is null || !(scan.Table.MayHaveLinks || previous.MayHaveLinks))
            return;
        HashSet<int> linkedNow = LinkedIn(scan.Table), linkedBefore = LinkedIn(previous);
        if (linkedNow.Count == 0 && linkedBefore.Count == 0)
            return;
        var beforeOfNow = new Dictionary<int, int>();
        var nowOfBefore = new Dictionary<int, int>();
        for (int i = 0; i < scan.Table.EntryCount; i++)
        {
            int origin = scan.EntryOrigins[i];
            if (origin < 0 || !(linkedNow.Contains(i) || linkedBefore.Contains(origin)) || scan.EntryStates[i] is not (EntryState.Same or EntryState.Refreshed or EntryState.MetadataOnly))
                continue;
            int now = scan.Table.LeaderOf(i), before = previous.LeaderOf(origin);
            bool fits = (!beforeOfNow.TryGetValue(now, out int knownBefore) || knownBefore == before) && (!nowOfBefore.TryGetValue(before, out int knownNow) || knownNow == now);
            if (fits)
            {
                beforeOfNow[now] = before;
                nowOfBefore[before] = now;
            }
            else
            {
                scan.EntryStates[i] = EntryState.Changed;
            }
        }
    }

    private static HashSet<int> LinkedIn(TreeTable table)
    {
        var linked = new HashSet<int>();
        if (!table.MayHaveLinks)
            return linked;
        for (int i = 0; i < table.EntryCount; i++)
        {
            if (table.Entry(i).LinkOf > 0)
            {
                linked.Add(i);
                linked.Add(table.LeaderOf(i));
            }
        }

        return linked;
    }
}
