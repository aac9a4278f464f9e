namespace AgentSafetyKit.Snapshots;

/// <summary>Which folders of a snapshot's table were found in the source exactly as the manifest has them, with every entry. All others have to be visited.</summary>
internal sealed class FolderVerdicts
{
    private readonly List<int> _doubtful = [];
    private readonly bool[] _clean;

    /// <param name="clean">For each folder of the table.</param>
    public FolderVerdicts(bool[] clean)
    {
        _clean = clean;
        for (int i = clean.AsSpan().IndexOf(false); i >= 0;)
        {
            _doubtful.Add(i);
            int next = clean.AsSpan(i + 1).IndexOf(false);
            i = next < 0 ? -1 : i + 1 + next;
        }
    }

    public bool AreAllClean => _doubtful.Count == 0;

    public bool IsClean(int folder) => _clean[folder];

    /// <summary>Whether all folders of a range are; a subtree is one range.</summary>
    public bool AreClean(int from, int end)
    {
        int at = _doubtful.BinarySearch(from);
        at = at < 0 ? ~at : at;
        return at == _doubtful.Count || _doubtful[at] >= end;
    }
}
