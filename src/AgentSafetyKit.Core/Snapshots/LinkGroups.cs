using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finds out which entries of a scan are one file (hard links within the tree), when all are in: the first of them in the table's order leads. Entries that were looked at say so themselves; those taken over
/// are known by what the manifest says of them.
/// </summary>
internal sealed class LinkGroups(TreeScan scan, TreeTable? previous)
{
    private readonly List<Candidate> _candidates = [];
    private readonly Dictionary<ulong, long> _changedAt = [];

    /// <summary>An entry that was looked at has more than one name, in the tree or elsewhere.</summary>
    public void Add(int entry, in FileStatus status, long bytes) => _candidates.Add(new Candidate(entry, status.Device, status.Inode, status.ChangedAt, bytes));

    public void Settle()
    {
        TreeTable table = scan.Table;
        table.MayHaveLinks = _candidates.Count > 0 || previous is { IsStored: true, MayHaveLinks: true };
        var leaders = new Dictionary<(ulong, ulong), int>();
        var known = new HashSet<ulong>();
        bool anyTaken = previous is { IsStored: true, MayHaveLinks: true } || (_candidates.Count > 0 && previous is { IsStored: true } && !scan.InodesAreUnstable);
        if (anyTaken)
            CollectKnown(known);
        int next = 0;
        for (int i = 0; i < (anyTaken ? table.EntryCount : 0); i++)
        {
            for (; next < _candidates.Count && _candidates[next].Entry < i; next++)
                SettleCandidate(_candidates[next], leaders);
            if (table.IsOwn(i) || GroupOfTaken(i, known) is not { } group)
                continue;
            table.SetLink(i, leaders.TryAdd(group, i) ? 0 : leaders[group] + 1);
        }

        for (; next < _candidates.Count; next++)
            SettleCandidate(_candidates[next], leaders);
    }

    private void SettleCandidate(Candidate candidate, Dictionary<(ulong, ulong), int> leaders)
    {
        (ulong, ulong) group = scan.InodesAreUnstable || candidate.Device != scan.Root.Device ? (candidate.Device + 1, candidate.Inode) : (0, candidate.Inode);
        if (leaders.TryAdd(group, candidate.Entry))
            scan.BytesToCopy += scan.EntryStates[candidate.Entry] is EntryState.Added or EntryState.Changed ? candidate.Bytes : 0;
        else
            scan.Table.SetLink(candidate.Entry, leaders[group] + 1);
    }

    /// <summary>Inodes that more than one name may share; where inodes say nothing, the leaders of the manifest's own groups.</summary>
    private void CollectKnown(HashSet<ulong> known)
    {
        if (!scan.InodesAreUnstable)
        {
            foreach (Candidate candidate in _candidates)
            {
                known.Add(candidate.Inode);
                _changedAt[candidate.Inode] = candidate.ChangedAt;
            }
        }

        if (!previous!.MayHaveLinks)
            return;
        for (int i = 0; i < previous.EntryCount; i++)
        {
            if (previous.Entry(i).LinkOf > 0)
                known.Add(scan.InodesAreUnstable ? (ulong)previous.LeaderOf(i) : previous.Entry(i).SourceInode);
        }
    }

    private (ulong, ulong)? GroupOfTaken(int entry, HashSet<ulong> known)
    {
        scan.TookTooMuch |= _changedAt.TryGetValue(scan.Table.Entry(entry).SourceInode, out long changedAt) && changedAt != scan.Table.Entry(entry).ChangedAt;
        ulong number = scan.InodesAreUnstable ? (ulong)previous!.LeaderOf(scan.EntryOrigins[entry]) : scan.Table.Entry(entry).SourceInode;
        return known.Contains(number) ? (0, number) : null;
    }

    private readonly record struct Candidate(int Entry, ulong Device, ulong Inode, long ChangedAt, long Bytes);
}
