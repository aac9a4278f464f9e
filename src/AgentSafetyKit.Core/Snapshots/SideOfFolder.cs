using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>The names of one folder of a table, entries and folders together, in the order of their bytes.</summary>
internal sealed class SideOfFolder
{
    private readonly TreeTable _table;
    private int _entry;
    private readonly int _entryEnd;
    private int _child;
    private readonly int _childEnd;

    /// <param name="table">Whose.</param>
    /// <param name="folder">-1: there is none, so it has no names.</param>
    public SideOfFolder(TreeTable table, int folder)
    {
        _table = table;
        Parent = folder;
        if (folder < 0)
            return;
        FolderRecord record = table.Folder(folder);
        (_entry, _entryEnd, _child, _childEnd) = (record.FirstEntry, record.EntryEnd, folder + 1, record.SubtreeEnd);
    }

    public int Parent { get; }

    public bool IsAtEnd => _entry >= _entryEnd && _child >= _childEnd;

    /// <summary>Its index, or -1 where the current name is no folder.</summary>
    public int Folder => IsFolder ? _child : -1;

    /// <summary>Its index, or -1 where the current name is a folder.</summary>
    public int Entry => IsFolder ? -1 : _entry;

    public ReadOnlySpan<byte> TerminatedName => IsFolder ? _table.FolderName(_child) : _table.EntryName(_entry);

    public ReadOnlySpan<byte> Name => TerminatedName[..^1];

    public TreePath Path => _table.PathOfFolder(Parent).Append(Name);

    public EntryKind Kind => IsFolder ? EntryKind.Folder : _table.Entry(_entry).Kind;

    public bool IsLost => !IsFolder && _table.Entry(_entry).IsLost;

    public long Size => IsFolder ? 0 : _table.Entry(_entry).Size;

    public uint Permissions => (IsFolder ? _table.Folder(_child).Mode : _table.Entry(_entry).Mode) & 0xFFFu;

    private bool IsFolder => _entry >= _entryEnd || (_child < _childEnd && _table.FolderName(_child).SequenceCompareTo(_table.EntryName(_entry)) < 0);

    public void Next()
    {
        if (IsFolder)
            _child = _table.Folder(_child).SubtreeEnd;
        else
            _entry++;
    }
}
