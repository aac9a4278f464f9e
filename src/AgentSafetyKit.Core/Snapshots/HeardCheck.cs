using System.Runtime.InteropServices;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Says of which folders of a snapshot nothing was heard since: what <see cref="TreeCheck"/> finds by looking at each file. Folders with anything that has to be looked at again in any case are not among them, nor those with another
/// name of a file that may have changed: an event comes by the name that was used alone.
/// </summary>
internal static class HeardCheck
{
    private const EntryFlags Never = (EntryFlags)0xFFFF;

    /// <param name="table">The snapshot's.</param>
    /// <param name="heard">Since it was taken.</param>
    /// <param name="visitAnyway">Folders that are visited whatever was heard.</param>
    public static FolderVerdicts Run(TreeTable table, HeardChanges heard, bool[] visitAnyway)
    {
        var clean = new bool[table.FolderCount];
        Array.Fill(clean, true);
        ReadOnlySpan<FolderRecord> folders = table.FolderRun(0);
        ReadOnlySpan<EntryRecord> entries = table.EntryCount == 0 ? default : table.EntryRun(0);
        for (int i = 0; i < folders.Length; i++)
            clean[i] = !visitAnyway[i] && (folders[i].Flags & Never) == 0 && AreTrusted(entries.Slice(folders[i].FirstEntry, folders[i].EntryCount));
        foreach ((TreePath path, bool whole) in heard.Folders)
        {
            int folder = table.FindFolder(path);
            if (folder >= 0)
                clean.AsSpan(folder, whole ? folders[folder].SubtreeEnd - folder : 1).Clear();
        }

        if (table.MayHaveLinks)
            DoubtOtherNames(table, entries, clean);
        return new FolderVerdicts(clean);
    }

    private static bool AreTrusted(ReadOnlySpan<EntryRecord> entries)
    {
        foreach (ref readonly EntryRecord entry in entries)
        {
            if ((entry.Flags & Never) != 0)
                return false;
        }

        return true;
    }

    private static void DoubtOtherNames(TreeTable table, ReadOnlySpan<EntryRecord> entries, bool[] clean)
    {
        var names = new Dictionary<int, List<int>>();
        for (int entry = 0; entry < entries.Length; entry++)
        {
            if (entries[entry].LinkOf > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(names, entries[entry].LinkOf - 1, out _) ??= [];
        }

        for (int entry = 0; entry < entries.Length; entry++)
        {
            int leader = entries[entry].LinkOf > 0 ? entries[entry].LinkOf - 1 : entry;
            if (names.TryGetValue(leader, out List<int>? all))
                all.Add(table.FolderOfEntry(entry));
        }

        foreach (List<int> all in names.Values)
        {
            if (all.TrueForAll(folder => clean[folder]))
                continue;
            foreach (int folder in all)
                clean[folder] = false;
        }
    }
}
