using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Finds files of a snapshot under other paths. A file is the same one where kind, size, time and inode are; where inodes say nothing, its own name in place of that. The inode alone would not do: a disk gives those of
/// deleted files to new ones. Each name there is now stands for one there was.
/// </summary>
internal sealed class MovedFiles
{
    private readonly bool _byInode;
    private readonly Dictionary<Identity, int> _names = [];

    /// <param name="now">The tree as it is.</param>
    /// <param name="byInode">Inodes mean the same files as in the snapshot.</param>
    public MovedFiles(TreeTable now, bool byInode)
    {
        _byInode = byInode;
        for (int i = 0; i < now.EntryCount; i++)
        {
            if (now.Entry(i).IsStored)
                CollectionsMarshal.GetValueRefOrAddDefault(_names, IdentityOf(now, i), out _)++;
        }
    }

    /// <summary>One of them has a name today by the path it had: it is what that stands for, if it is the same file.</summary>
    public void Stays(TreeTable then, int entry) => Has(then, entry);

    /// <summary>Takes the name that stands for it; false: there is none (any more).</summary>
    public bool Has(TreeTable then, int entry)
    {
        ref int names = ref CollectionsMarshal.GetValueRefOrNullRef(_names, IdentityOf(then, entry));
        if (Unsafe.IsNullRef(ref names) || names == 0)
            return false;
        names--;
        return true;
    }

    private Identity IdentityOf(TreeTable table, int entry)
    {
        ref EntryRecord record = ref table.Entry(entry);
        return new Identity(record.Kind, record.Size, record.ModifiedAt, _byInode ? record.SourceInode : 0, _byInode ? 0 : NameHash(table.EntryName(entry)));
    }

    private static int NameHash(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private readonly record struct Identity(EntryKind Kind, long Size, long ModifiedAt, ulong Inode, int Name);
}
