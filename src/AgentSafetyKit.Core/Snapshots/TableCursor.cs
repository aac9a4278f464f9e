using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>Walks a tree on the disk along the folders of a table, in any order; going on in preorder opens each folder once.</summary>
internal sealed class TableCursor(TreeTable table, FolderHandle root, bool toRead = false) : IDisposable
{
    private readonly FolderCursor _cursor = new(root, toRead);
    private readonly Stack<int> _way = new();
    private int _at;

    public FolderHandle Current => _cursor.Current;

    /// <summary>After a failure the cursor stands at the last folder that could be entered.</summary>
    public Errno MoveTo(int folder)
    {
        while (folder < _at || folder >= table.Folder(_at).SubtreeEnd)
        {
            _cursor.Leave();
            _at = table.Folder(_at).Parent;
        }

        _way.Clear();
        for (int step = folder; step != _at; step = table.Folder(step).Parent)
            _way.Push(step);
        foreach (int step in _way)
        {
            Errno errno = _cursor.Enter(table.FolderName(step));
            if (errno != Errno.Ok)
                return errno;
            _at = step;
        }

        return Errno.Ok;
    }

    public void Dispose() => _cursor.Dispose();
}
