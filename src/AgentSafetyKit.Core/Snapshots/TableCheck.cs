namespace AgentSafetyKit.Snapshots;

/// <summary>Refuses a table whose numbers do not fit together, so that a forged manifest whose checksums are right leads at most to this error: never out of the arrays, never to a name with a slash.</summary>
internal static class TableCheck
{
    /// <exception cref="FormatException">They do not.</exception>
    public static void Require(TreeTable table)
    {
        Require(table.FolderCount > 0 && table.Hashes.Length == table.EntryCount && table.Folder(0).Parent == -1 && table.Folder(0).SubtreeEnd == table.FolderCount);
        int entries = 0;
        for (int i = 0; i < table.FolderCount; i++)
        {
            ref FolderRecord folder = ref table.Folder(i);
            Require(folder.FirstEntry == entries && folder.EntryCount >= 0 && folder.EntryCount <= table.EntryCount - entries && folder.SubtreeEnd > i);
            entries += folder.EntryCount;
            RequireName(table, folder.NameStart, folder.NameLength, mayBeEmpty: i == 0);
            if (i == 0)
                continue;
            Require(folder.Parent >= 0 && folder.Parent < i);
            ref FolderRecord parent = ref table.Folder(folder.Parent);
            Require(i < parent.SubtreeEnd && folder.SubtreeEnd <= parent.SubtreeEnd && folder.Depth == parent.Depth + 1);
        }

        Require(entries == table.EntryCount);
        for (int i = 0; i < table.EntryCount; i++)
        {
            ref EntryRecord entry = ref table.Entry(i);
            Require(entry.LinkOf >= 0 && entry.LinkOf <= i);
            RequireName(table, entry.NameStart, entry.NameLength, mayBeEmpty: false);
        }
    }

    private static void RequireName(TreeTable table, uint start, ushort length, bool mayBeEmpty)
    {
        ReadOnlySpan<byte> names = table.Names;
        Require(start < names.Length && length < names.Length - start && names[(int)start + length] == 0);
        ReadOnlySpan<byte> name = names.Slice((int)start, length);
        Require((mayBeEmpty || !name.IsEmpty) && name.IndexOfAny((byte)'/', (byte)0) < 0 && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8));
    }

    private static void Require(bool fits)
    {
        if (!fits)
            throw new FormatException("the manifest contradicts itself");
    }
}
