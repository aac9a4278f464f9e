using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What one snapshot may copy and hold, looked at after the check and before anything is written: an agent that fills its folder must not fill the disk of the backups too.</summary>
/// <param name="spec">The limits.</param>
/// <param name="keepsAll">However large a file is: what is not in this snapshot is lost.</param>
internal sealed class SnapshotLimits(SnapshotStoreSpec spec, bool keepsAll)
{
    /// <summary>Takes files that are too large, or whose names the disk can not hold, out of what is to be copied, and says so.</summary>
    /// <param name="scan">What was found.</param>
    /// <param name="previous">What it was compared with.</param>
    public void Apply(TreeScan scan, TreeTable? previous)
    {
        long largest = keepsAll ? long.MaxValue : spec.MaxFileSize?.Bytes ?? long.MaxValue, large = spec.LargeFileSize.Bytes;
        TreeTable table = scan.Table;
        for (int i = 0; i < table.EntryCount && !scan.IsUntouched; i++)
        {
            if (!CopyWorker.IsToCopy(scan.EntryStates[i]))
                continue;
            ref EntryRecord entry = ref table.Entry(i);
            int origin = scan.EntryOrigins[i];
            if (origin >= 0 && (previous!.Entry(origin).Flags & EntryFlags.NameTaken) != 0 && previous.Entry(origin).LooksLike(entry))
            {
                // It could not be stored last time and can not now: that alone is no change.
                scan.EntryStates[i] = EntryState.NotStored;
                entry.MarkNameTaken();
                scan.Warnings.Add(new SnapshotWarning(WarningKind.NameTaken, table.PathOfEntry(table.FolderOfEntry(i), i)));
                continue;
            }

            if (entry.Size <= Math.Min(large, largest) || entry.Kind != EntryKind.File)
                continue;
            bool left = entry.Size > largest;
            scan.Warnings.Add(new SnapshotWarning(left ? WarningKind.TooLarge : WarningKind.LargeFile, table.PathOfEntry(table.FolderOfEntry(i), i)));
            if (!left)
                continue;
            // Found again at each check as new: no change for that, unless the snapshot before had it.
            scan.DeletedEntries += origin >= 0 && scan.EntryStates[i] != EntryState.Added ? 1 : 0;
            scan.BytesToCopy -= entry.LinkOf == 0 && scan.EntryStates[i] != EntryState.MetadataOnly ? Math.Min(entry.Size, scan.BytesToCopy) : 0;
            scan.EntryStates[i] = EntryState.NotStored;
            entry.MarkNotStored();
            table.Hash(i) = default;
        }
    }

    /// <param name="scan">What was found.</param>
    /// <param name="isFirst">The first of a folder may copy all there is.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.SnapshotTooLarge"/>.</exception>
    public void Require(TreeScan scan, bool isFirst)
    {
        int names = scan.Table.EntryCount + scan.Table.FolderCount;
        if (names > spec.MaxFiles)
        {
            throw TooLarge(
                new Text($"the folder holds {names} files and folders, and {spec.MaxFiles} are allowed (max_files)", $"в папке {names} файлов и папок, а разрешено {spec.MaxFiles} (max_files)"));
        }

        if (!isFirst && scan.BytesToCopy > spec.MaxNewBytes.Bytes)
        {
            throw TooLarge(new Text(
                $"{new ByteSize(scan.BytesToCopy)} are new or changed since the last snapshot, and {spec.MaxNewBytes} are allowed (max_snapshot_new_bytes)",
                $"с последнего снимка появилось или изменилось {new ByteSize(scan.BytesToCopy)}, а разрешено {spec.MaxNewBytes} (max_snapshot_new_bytes)"));
        }
    }

    private KitException TooLarge(Text cause) => new(
        ErrorCode.SnapshotTooLarge,
        new Text($"no snapshot of {Printable.Escape(spec.Source)} was taken; the earlier ones stay", $"снимок {Printable.Escape(spec.Source)} не сделан; прежние остаются"),
        cause,
        new Text($"find out what filled the folder; leave it out with a .backupignore file, raise the limit in the configuration, or take this one: {spec.CommandToTake} --yes", $"выясните, что заполнило папку; исключите это файлом .backupignore, поднимите предел в настройках или сделайте этот снимок: {spec.CommandToTake} --yes"));
}
