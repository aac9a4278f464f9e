using System.Globalization;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Makes a manifest again from the snapshot itself, where it was lost or was never there. What only the source could tell (its inodes and ctimes) stays unknown, so at the next check
/// every file's content is compared.
/// </summary>
internal static class ManifestRebuild
{
    public static Manifest From(SnapshotName name, FolderHandle snapshot, long sequence, TimeZoneInfo zone, CancellationToken cancellation)
    {
        TreeScan scan = TreeScanner.Run(new ScanSpec { Root = snapshot, AppliesRules = false, PassesEarlierList = EarlierList.IsIn(snapshot) }, cancellation);
        TreeTable table = scan.Table;
        for (int i = 0; i < table.FolderCount; i++)
        {
            ref FolderRecord folder = ref table.Folder(i);
            (folder.SnapshotInode, folder.SourceInode, folder.ChangedAt, folder.Flags) = (folder.SourceInode, 0, 0, EntryFlags.None);
        }

        for (int i = 0; i < table.EntryCount; i++)
        {
            ref EntryRecord entry = ref table.Entry(i);
            (entry.SnapshotInode, entry.SourceInode, entry.ChangedAt) = (entry.SourceInode, 0, 0);
            entry.Flags &= EntryFlags.NotStored;
        }

        DateTime local = DateTime.ParseExact(name.Stamp, "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return new Manifest
        {
            Facts = FactsOf(table) with { Sequence = sequence, TakenAt = new DateTimeOffset(local, zone.GetUtcOffset(local)), Reason = SnapshotReason.Manual, IsRebuilt = true },
            Table = table,
            Rules = scan.Rules,
            Snapshot = scan.Root,
            ScanStart = scan.StartedAt,
        };
    }

    /// <summary>The counts that the table itself gives.</summary>
    public static SnapshotFacts FactsOf(TreeTable table)
    {
        int files = 0;
        long bytes = 0;
        var behind = new EntriesBehind(table);
        for (int i = 0; i < table.EntryCount; i++)
        {
            behind.Passed(i - 1);
            ref EntryRecord entry = ref table.Entry(i);
            if (!entry.IsStored)
                continue;
            files++;
            if (entry.Kind == EntryKind.File && entry.LinkOf == 0)
                bytes += entry.Size;
        }

        behind.End(table.EntryCount);
        return new SnapshotFacts { Sequence = 0, TakenAt = default, Reason = SnapshotReason.Manual, Files = files, Folders = table.FolderCount, TotalBytes = bytes };
    }
}
