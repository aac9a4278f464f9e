namespace AgentSafetyKit.Snapshots;

/// <summary>A piece of the copying for a snapshot, taken by one thread: entries next to each other, with the folders that begin among them. A folder with much in it is cut too.</summary>
/// <param name="FirstFolder">Of the first entry.</param>
/// <param name="FolderEnd">The one after the last.</param>
/// <param name="FirstEntry">The first of them.</param>
/// <param name="EntryEnd">The one after the last.</param>
internal readonly record struct CopyPiece(int FirstFolder, int FolderEnd, int FirstEntry, int EntryEnd)
{
    private const int WeightOfFolder = 2, WeightOfCopy = 8;

    /// <summary>Of one database.</summary>
    private const int MostTogether = 8;

    /// <summary>Cuts what is to be copied into pieces of about the same weight (<see cref="PieceWeight"/>).</summary>
    public static List<CopyPiece> Cut(TreeScan scan)
    {
        TreeTable table = scan.Table;
        long total = 0;
        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            total += WeightOf(scan, folder);
            for (int entry = table.Folder(folder).FirstEntry; entry < table.Folder(folder).EntryEnd; entry++)
                total += WeightOfEntry(scan, entry);
        }

        long each = PieceWeight.Of(total), gathered = 0;
        var pieces = new List<CopyPiece>();
        (int folderThere, int entryThere) = (0, 0);
        void End(int folder, int folderEnd, int entry)
        {
            pieces.Add(new CopyPiece(folderThere, folderEnd, entryThere, entry));
            (folderThere, entryThere, gathered) = (folder, entry, 0);
        }

        for (int folder = 0; folder < table.FolderCount; folder++)
        {
            FolderRecord record = table.Folder(folder);
            gathered += WeightOf(scan, folder);
            for (int entry = record.FirstEntry; entry < record.EntryEnd; entry++)
            {
                if (gathered >= each && entry > record.FirstEntry && CopyWorker.IsToCopy(scan.EntryStates[entry]) && !BelongsToOneBefore(table, record, entry))
                    End(folder, folder + 1, entry);
                gathered += WeightOfEntry(scan, entry);
            }

            if (gathered >= each || folder == table.FolderCount - 1)
                End(folder + 1, folder + 1, record.EntryEnd);
        }

        return pieces;
    }

    /// <summary>A folder among those of the piece has its beginning in it.</summary>
    public bool Begins(in FolderRecord folder) => folder.FirstEntry >= FirstEntry;

    /// <summary>The entries of a folder that belong to the piece.</summary>
    public (int First, int End) EntriesOf(in FolderRecord folder) => (Math.Max(folder.FirstEntry, FirstEntry), Math.Min(folder.EntryEnd, EntryEnd));

    private static long WeightOf(TreeScan scan, int folder) => scan.FolderStates[folder] is EntryState.Added or EntryState.Changed ? WeightOfFolder : 0;

    private static long WeightOfEntry(TreeScan scan, int entry) => CopyWorker.IsToCopy(scan.EntryStates[entry]) ? WeightOfCopy + (scan.Table.Entry(entry).Size >> 14) : 0;

    /// <summary>As a database's journal does, by its name.</summary>
    private static bool BelongsToOneBefore(TreeTable table, in FolderRecord folder, int entry)
    {
        for (int before = entry - 1; before >= Math.Max(folder.FirstEntry, entry - MostTogether); before--)
        {
            if (table.EntryName(entry).StartsWith(table.EntryName(before)[..^1]))
                return true;
        }

        return false;
    }
}
