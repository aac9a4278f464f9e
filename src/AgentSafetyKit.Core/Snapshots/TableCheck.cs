namespace AgentSafetyKit.Snapshots;

/// <summary>Refuses a table whose numbers do not fit together, so that a forged manifest whose checksums are right leads at most to this error: never out of the tables, never to a name with a slash.</summary>
internal static class TableCheck
{
    /// <summary>How much of the manifest is held in memory meanwhile, about.</summary>
    private const int EntriesKept = 8192;

    /// <exception cref="FormatException">They do not.</exception>
    public static void Require(TreeTable table)
    {
        Require(table.FolderCount > 0 && table.Folder(0).Parent == -1 && table.Folder(0).SubtreeEnd == table.FolderCount && table.Folder(0).Depth == 0);
        ReadOnlySpan<FolderRecord> folders = table.FolderRun(0);
        ReadOnlySpan<byte> names = table.NamesLength == 0 ? default : table.NameRun(0);
        Require(folders.Length == table.FolderCount && names.Length == table.NamesLength && !names.Contains((byte)'/'));
        ReadOnlySpan<EntryRecord> rows = table.EntryCount == 0 ? default : table.EntryRun(0);
        Require(rows.Length == table.EntryCount);
        int entries = 0, kept = 0;
        bool links = false;
        for (int i = 0; i < folders.Length; i++)
        {
            ref readonly FolderRecord folder = ref folders[i];
            Require(folder.FirstEntry == entries && folder.EntryCount >= 0 && folder.EntryCount <= rows.Length - entries && folder.SubtreeEnd > i);
            RequireName(names, folder.NameStart, folder.NameLength, mayBeEmpty: i == 0);
            if (i > 0)
                RequirePlace(folders, i);
            for (int end = entries + folder.EntryCount; entries < end; entries++)
            {
                ref readonly EntryRecord entry = ref rows[entries];
                Require(entry.LinkOf >= 0 && entry.LinkOf <= entries);
                links |= entry.LinkOf != 0;
                RequireName(names, entry.NameStart, entry.NameLength, mayBeEmpty: false);
            }

            if (entries - folders[kept].FirstEntry > EntriesKept)
            {
                table.ReleaseEntries(kept, i + 1);
                kept = Math.Min(i + 1, folders.Length - 1);
            }
        }

        Require(entries == rows.Length);
        table.MayHaveLinks = links;
    }

    /// <summary>Its parent is the innermost folder whose subtree is not over yet.</summary>
    private static void RequirePlace(ReadOnlySpan<FolderRecord> folders, int i)
    {
        int open = i - 1;
        while (folders[open].SubtreeEnd <= i)
            open = folders[open].Parent;
        Require(folders[i].Parent == open && folders[i].SubtreeEnd <= folders[open].SubtreeEnd && folders[i].Depth == folders[open].Depth + 1);
    }

    private static void RequireName(ReadOnlySpan<byte> names, uint start, ushort length, bool mayBeEmpty)
    {
        Require(start < names.Length && length < names.Length - start);
        ReadOnlySpan<byte> name = names.Slice((int)start, length + 1);
        Require(name.IndexOf((byte)0) == length && (length > 0 || mayBeEmpty));
        if (name[0] == '.')
            Require(!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8));
    }

    private static void Require(bool fits)
    {
        if (!fits)
            throw new FormatException("the manifest contradicts itself");
    }
}
