using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Where the rows and names of a table lie in a manifest's file. The four tables are used in place.</summary>
internal sealed class StoredRows : IDisposable
{
    private readonly FileMap _map;
    private readonly RowPlaces _places;

    public StoredRows(FileMap map, RowPlaces places)
    {
        (_map, _places) = (map, places);
        Folders = map.Rows<FolderRecord>(places.Folders, places.FolderCount);
        Entries = map.Rows<EntryRecord>(places.Entries, places.EntryCount);
        Hashes = map.Rows<ContentHash>(places.Hashes, places.EntryCount);
    }

    public MappedRows<FolderRecord> Folders { get; }

    public MappedRows<EntryRecord> Entries { get; }

    public MappedRows<ContentHash> Hashes { get; }

    public NameBlob Names() => new(_map, _places.Names, _places.NamesLength);

    /// <summary>The memory of entries, of their hashes and of their names may be used for something else until they are looked at again. Nobody may change one of them meanwhile.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many, at least one.</param>
    /// <param name="areSame">None was ever changed; else it is looked at, and what was stays.</param>
    public void Release(int first, int count, bool areSame)
    {
        // Names lie in the order of the entries, but for those that came in later, behind them: then some are kept.
        uint from = Entries[first].NameStart, to = Entries[first + count - 1].NameStart;
        if (from < to && to < _places.NamesLength)
            _map.Release(_places.Names + from, to - from);
        if (areSame)
        {
            Entries.Release(first, count);
            Hashes.Release(first, count);
        }
        else
        {
            Entries.ReleaseUnchanged(first, count);
            Hashes.ReleaseUnchanged(first, count);
        }
    }

    /// <summary>The same rows again, as the file has them: writing to the ones leaves the others alone.</summary>
    public StoredRows Again() => new(_map.Again(), _places);

    public void Dispose() => _map.Dispose();
}
