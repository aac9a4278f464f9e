using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Works out the steps of a restore from a snapshot and the tree found. The tree was scanned with the snapshot as the one to compare with, and with its rules.</summary>
internal static class RestorePlanner
{
    private const uint ExecuteBits = 0x49;

    public static List<RestoreStep> Steps(Manifest manifest, TreeScan? found, RestoreScope scope, bool deletesExtra, bool restoresSetuid)
    {
        var steps = new List<RestoreStep>();
        TreeTable table = manifest.Table;
        int[] folders = Inverse(found?.FolderOrigins, table.FolderCount), entries = Inverse(found?.EntryOrigins, table.EntryCount);
        for (int i = 0; i < table.FolderCount; i++)
        {
            if (!scope.NeedsFolder(i))
                continue;
            if (folders[i] < 0)
                steps.Add(new RestoreStep(table.PathOfFolder(i), RestoreAction.Create, EntryKind.Folder, 0, false));
            else if (scope.HasFolder(i) && FolderDiffers(manifest, i, found!, folders[i]))
                steps.Add(new RestoreStep(table.PathOfFolder(i), RestoreAction.Metadata, EntryKind.Folder, 0, false));
            for (int entry = table.Folder(i).FirstEntry; entry < table.Folder(i).EntryEnd; entry++)
            {
                if (!scope.HasEntry(entry) || !table.Entry(entry).IsStored || ActionFor(table, entry, entries, found, restoresSetuid) is not { } action)
                    continue;
                EntryRecord record = table.Entry(entry);
                long size = record.Kind == EntryKind.File && action != RestoreAction.Metadata && record.LinkOf == 0 ? record.Size : 0;
                steps.Add(new RestoreStep(table.PathOfEntry(i, entry), action, record.Kind, size, record.Kind == EntryKind.File && (record.Mode & ExecuteBits) != 0));
            }
        }

        if (found is not null)
            AddDeletions(found, scope, deletesExtra, steps);
        return steps;
    }

    /// <summary>For each index of the snapshot the index in the tree found, or -1.</summary>
    public static int[] Inverse(IReadOnlyList<int>? origins, int count)
    {
        var inverse = new int[count];
        Array.Fill(inverse, -1);
        for (int i = 0; i < origins?.Count; i++)
        {
            if (origins[i] >= 0)
                inverse[origins[i]] = i;
        }

        return inverse;
    }

    /// <summary>What one stored entry of the snapshot needs; null: it is there as it should be.</summary>
    /// <param name="table">The snapshot's.</param>
    /// <param name="entry">Its index there.</param>
    /// <param name="foundEntries">From <see cref="Inverse"/>.</param>
    /// <param name="found">The tree found.</param>
    /// <param name="restoresSetuid">False: a file that lacks nothing but its setuid or setgid bit is as it should be.</param>
    public static RestoreAction? ActionFor(TreeTable table, int entry, int[] foundEntries, TreeScan? found, bool restoresSetuid)
    {
        int there = foundEntries[entry];
        if (there < 0)
            return RestoreAction.Create;
        RestoreAction? own = found!.EntryStates[there] switch
        {
            EntryState.Same or EntryState.Refreshed or EntryState.Kept => null,
            EntryState.MetadataOnly => !restoresSetuid && LacksSetuidOnly(table.Entry(entry), found.Table.Entry(there)) ? null : RestoreAction.Metadata,
            _ => RestoreAction.Replace,
        };
        int leader = table.LeaderOf(entry);
        if (leader == entry)
            return own;
        // A further name of a file: right only where the first name is right and still the same file.
        bool linked = own is null && foundEntries[leader] >= 0 && found.Table.Entry(foundEntries[leader]).SourceInode == found.Table.Entry(there).SourceInode
            && ActionFor(table, leader, foundEntries, found, restoresSetuid) is null;
        return linked ? null : RestoreAction.Replace;
    }

    /// <inheritdoc cref="ActionFor(TreeTable, int, int[], TreeScan?, bool)"/>
    public static RestoreAction? ActionFor(RestorePlan plan, int entry, int[] foundEntries) => ActionFor(plan.Manifest.Table, entry, foundEntries, plan.Found, plan.Request.RestoresSetuid);

    public static bool FolderDiffers(Manifest manifest, int folder, TreeScan found, int foundFolder)
    {
        FolderRecord wanted = manifest.Table.Folder(folder), now = found.Table.Folder(foundFolder);
        if ((wanted.Flags & EntryFlags.NotEntered) != 0 || (now.Flags & EntryFlags.NotEntered) != 0)
            return false;
        return found.FolderStates[foundFolder] == EntryState.Changed || wanted.ModifiedAt != now.ModifiedAt;
    }

    private static bool LacksSetuidOnly(in EntryRecord wanted, EntryRecord now)
    {
        bool isBare = wanted.Kind == EntryKind.File && (wanted.Mode & EntryMetadata.SetIdBits) != 0 && (now.Mode & EntryMetadata.SetIdBits) == 0;
        now.Mode |= (ushort)(wanted.Mode & EntryMetadata.SetIdBits);
        return isBare && wanted.LooksLike(now);
    }

    /// <summary>Files that a killed restore left in the making go in any case.</summary>
    private static void AddDeletions(TreeScan found, RestoreScope scope, bool deletesExtra, List<RestoreStep> steps)
    {
        TreeTable table = found.Table;
        for (int i = 0; i < table.FolderCount; i++)
        {
            for (int entry = table.Folder(i).FirstEntry; entry < table.Folder(i).EntryEnd; entry++)
            {
                if (scope.HasFoundEntry(entry) && found.EntryOrigins[entry] < 0 && (deletesExtra || RestoreWorker.IsTemporary(table.EntryName(entry))))
                    steps.Add(new RestoreStep(table.PathOfEntry(i, entry), RestoreAction.Delete, table.Entry(entry).Kind, table.Entry(entry).Size, false));
            }

            if (i > 0 && deletesExtra && scope.HasFoundFolder(i) && found.FolderOrigins[i] < 0 && (table.Folder(i).Flags & EntryFlags.NotEntered) == 0)
                steps.Add(new RestoreStep(table.PathOfFolder(i), RestoreAction.Delete, EntryKind.Folder, 0, false));
        }
    }
}
