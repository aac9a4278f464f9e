using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// What the previous snapshot says about the ignore files of a tree: where a folder is as it was, its rules are as they were, and nothing has to be read. It also names the folders of which that can not be said.
/// </summary>
internal sealed class KnownIgnoreFiles
{
    private readonly ScanSpec _spec;
    private readonly List<(int Folder, IgnoreSource Source)> _known = [];

    public KnownIgnoreFiles(ScanSpec spec)
    {
        _spec = spec;
        IReadOnlyList<string> given = spec.Frozen?.Given ?? spec.Given;
        RelistsAll = spec.Previous is { } previous && (!previous.Rules.Given.SequenceEqual(given) || (previous.RulesWereFrozen && spec.Frozen is null));
    }

    /// <summary>The previous snapshot's listings say nothing about what these rules let in.</summary>
    public bool RelistsAll { get; }

    /// <summary>False: every folder has to be visited.</summary>
    public bool AllowsShortcuts => _spec.Previous is { Table.IsStored: true } && _spec.AppliesRules && _spec.TakesShortcuts && !RelistsAll && !FrozenRulesMayHideTheirFiles();

    /// <summary>
    /// Marks the folders of the previous snapshot that have to be visited even where nothing in them changed: their ignore file is not among the entries (left out by a rule), or has to be compared with the
    /// frozen one. Called once, before the others.
    /// </summary>
    public void MarkVisits(bool[] visits)
    {
        TreeTable table = _spec.Previous!.Table;
        ReadOnlySpan<byte> name = IgnoreReader.FileName[..^1];
        foreach (IgnoreSource source in _spec.Previous.Rules.Sources)
        {
            int folder = table.FindFolder(source.Folder);
            if (folder < 0)
                continue;
            if (_spec.Frozen is not null || table.FindEntry(folder, name) < 0)
                visits[folder] = true;
            else
                _known.Add((folder, source));
        }

        _known.Sort((left, right) => left.Folder.CompareTo(right.Folder));
        if (_spec.Frozen is null)
            return;
        foreach (IgnoreSource source in _spec.Frozen.Sources)
        {
            if (table.FindFolder(source.Folder) is >= 0 and int folder)
                visits[folder] = true;
        }

        for (int i = 0; i < table.EntryCount; i++)
        {
            if (table.Entry(i).NameLength == name.Length && table.EntryName(i).SequenceEqual(IgnoreReader.FileName))
                visits[table.FolderOfEntry(i)] = true;
        }
    }

    /// <summary>The ignore file of an unchanged folder, by its index in the previous snapshot's table; null: it has none.</summary>
    public IgnoreSource? SourceOf(int folder)
    {
        int at = PlaceOf(folder);
        return at < _known.Count && _known[at].Folder == folder ? _known[at].Source : null;
    }

    /// <summary>Those of a range of unchanged folders, in order.</summary>
    public IEnumerable<IgnoreSource> Between(int from, int end)
    {
        for (int at = PlaceOf(from); at < _known.Count && _known[at].Folder < end; at++)
            yield return _known[at].Source;
    }

    /// <summary>Then a change of an ignore file may show in no listing and in no entry.</summary>
    private bool FrozenRulesMayHideTheirFiles()
    {
        ReadOnlySpan<byte> name = IgnoreReader.FileName[..^1];
        if (_spec.Frozen is not { } frozen)
            return false;
        foreach (IgnoreSource source in frozen.Sources)
        {
            if (IgnorePatternList.Parse(source.Content.Span).MayExclude(name))
                return true;
        }

        return frozen.GivenPatterns.MayExclude(name);
    }

    private int PlaceOf(int folder)
    {
        int low = 0, high = _known.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_known[middle].Folder < folder)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
