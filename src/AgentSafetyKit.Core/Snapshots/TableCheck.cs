namespace AgentSafetyKit.Snapshots;

/// <summary>Refuses a table whose numbers do not fit together, so that a forged manifest whose checksums are right leads at most to this error: never out of the tables, never to a name with a slash.</summary>
internal static class TableCheck
{
    /// <exception cref="FormatException">They do not.</exception>
    public static void Require(TreeTable table)
    {
        Require(table.FolderCount > 0 && table.Folder(0).Parent == -1 && table.Folder(0).SubtreeEnd == table.FolderCount);
        ReadOnlySpan<FolderRecord> folders = table.FolderRun(0);
        ReadOnlySpan<byte> names = table.NamesLength == 0 ? default : table.NameRun(0);
        Require(folders.Length == table.FolderCount && names.Length == table.NamesLength && !names.Contains((byte)'/'));
        int entries = 0;
        for (int i = 0; i < folders.Length; i++)
        {
            ref readonly FolderRecord folder = ref folders[i];
            Require(folder.FirstEntry == entries && folder.EntryCount >= 0 && folder.EntryCount <= table.EntryCount - entries && folder.SubtreeEnd > i);
            entries += folder.EntryCount;
            RequireName(names, folder.NameStart, folder.NameLength, mayBeEmpty: i == 0);
            if (i == 0)
                continue;
            int open = i - 1;
            while (folders[open].SubtreeEnd <= i)
                open = folders[open].Parent;
            Require(folder.Parent == open);
            ref readonly FolderRecord parent = ref folders[folder.Parent];
            Require(folder.SubtreeEnd <= parent.SubtreeEnd && folder.Depth == parent.Depth + 1);
        }

        Require(entries == table.EntryCount);
        bool links = false;
        for (int i = 0; i < table.EntryCount;)
        {
            ReadOnlySpan<EntryRecord> run = table.EntryRun(i);
            foreach (ref readonly EntryRecord entry in run)
            {
                Require(entry.LinkOf >= 0 && entry.LinkOf <= i++);
                links |= entry.LinkOf != 0;
                RequireName(names, entry.NameStart, entry.NameLength, mayBeEmpty: false);
            }
        }

        table.MayHaveLinks = links;
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
