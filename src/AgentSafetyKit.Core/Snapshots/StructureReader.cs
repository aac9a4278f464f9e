using System.Collections.Concurrent;
using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Compares the names of a snapshot's folders with those of its manifest, and looks at each inode that was not met before. One for each thread; the results of all are put together.
/// </summary>
internal sealed class StructureReader(TreeTable table, FolderHandle root, ConcurrentDictionary<ulong, InodeFacts> inodes, ulong[] entryInodes, Errno[] folderErrors) : IDisposable
{
    private readonly TableCursor _cursor = new(table, root);
    private readonly FolderListing _listing = new();

    /// <summary>Names the manifest does not have.</summary>
    public List<TreePath> Added { get; } = [];

    /// <summary>Entries whose inode this reader was the first to meet, and whose content is to be read.</summary>
    public List<(int Folder, int Entry)> ToRead { get; } = [];

    /// <summary>Folders as they are: mode, owner and time.</summary>
    public List<(int Folder, InodeFacts Facts)> Folders { get; } = [];

    public void Read(int folder)
    {
        Errno errno = _cursor.MoveTo(folder);
        FileStatus status = default;
        if (errno == Errno.Ok)
            errno = _cursor.Current.Status(out status);
        if (errno == Errno.Ok)
            errno = _cursor.Current.List(_listing);
        folderErrors[folder] = errno;
        if (errno != Errno.Ok)
            return;
        Folders.Add((folder, InodeFacts.Of(status)));
        var known = new SideOfFolder(table, folder);
        for (int i = 0; i < _listing.Count;)
        {
            ReadOnlySpan<byte> name = _listing.Name(i);
            int order = known.IsAtEnd ? 1 : known.TerminatedName.SequenceCompareTo(name);
            if (order > 0)
            {
                Added.Add(table.PathOfFolder(folder).Append(name[..^1]));
                i++;
                continue;
            }

            if (order == 0)
            {
                if (known.Entry >= 0)
                    Look(folder, known.Entry, name, _listing.Inode(i));
                i++;
            }

            known.Next();
        }
    }

    public void Dispose() => _cursor.Dispose();

    private void Look(int folder, int entry, ReadOnlySpan<byte> name, ulong inode)
    {
        if (!table.Entry(entry).IsStored)
        {
            Added.Add(table.PathOfEntry(folder, entry));
            return;
        }

        entryInodes[entry] = inode;
        if (inodes.ContainsKey(inode) || _cursor.Current.StatusOf(name, out FileStatus status) != Errno.Ok)
            return;
        if (inodes.TryAdd(inode, InodeFacts.Of(status)) && status.Kind == EntryKind.File)
            ToRead.Add((folder, entry));
    }
}
