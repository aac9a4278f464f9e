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

    /// <summary>The same rows again, as the file has them: writing to the ones leaves the others alone.</summary>
    public StoredRows Again() => new(_map.Again(), _places);

    public void Dispose() => _map.Dispose();
}
