using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.FileTree;

/// <summary>Takes what happened out of the queue, keeps the tree of watches true to it, and counts what is worth a look.</summary>
internal sealed class WatchReader(WatchQueue queue, WatchedTree tree, HeardFolders heardFolders)
{
    private const InotifyEvents RootIsLost = InotifyEvents.SelfDeleted | InotifyEvents.SelfMoved | InotifyEvents.Unmounted | InotifyEvents.Ignored;

    /// <summary>So many events, and then whoever waits is told.</summary>
    private const int MostAtOnce = 8192;

    private byte[] _lastName = [];
    private int _lastWatch;
    private bool _lastExcluded;
    private (int Watch, long Now) _lastNoted;

    /// <summary>Nothing is left in the queue, as far as it was known at the last look.</summary>
    public bool IsAtEnd { get; private set; } = true;

    /// <summary>Reads what there is; answers how many changes of what is not left out were among it.</summary>
    /// <param name="rootIsLost">The root was moved, deleted or unmounted: nothing that is watched counts any more.</param>
    /// <exception cref="SystemCallException">ENOBUFS: the queue ran over; ESTALE and the errors of <see cref="WatchedTree.Build"/>.</exception>
    public int ReadAll(out bool rootIsLost)
    {
        rootIsLost = false;
        int heard = 0;
        for (int events = 0; events < MostAtOnce; events++)
        {
            IsAtEnd = !queue.TryNext(out int watch, out InotifyEvents happened, out ReadOnlySpan<byte> name);
            if (IsAtEnd)
                break;
            if (happened.HasFlag(InotifyEvents.QueueOverflowed))
                Errno.ENOBUFS.Check("inotify");
            if (tree.Find(watch) is not { } folder)
                continue;
            if (tree.IsRoot(folder) && (happened & RootIsLost) != 0)
            {
                rootIsLost = true;
                return heard;
            }

            heard += Take(folder, happened, name) ? 1 : 0;
        }

        return heard;
    }

    private bool Take(WatchedFolder folder, InotifyEvents happened, ReadOnlySpan<byte> name)
    {
        if ((happened & (InotifyEvents.Ignored | InotifyEvents.Unmounted)) != 0)
        {
            tree.Forget(folder);
            _lastNoted = default;
            return false;
        }

        if (happened.HasFlag(InotifyEvents.SelfMoved))
        {
            tree.Settle(folder);
            _lastNoted = default;
            return true;
        }

        bool isFolder = happened.HasFlag(InotifyEvents.IsFolder);
        Note(folder, name, isFolder, happened);
        if (name.IsEmpty)
            return true;
        if (IsExcluded(folder, name, isFolder))
            return false;
        if (isFolder && (happened & (InotifyEvents.Created | InotifyEvents.MovedTo)) != 0)
        {
            tree.Appeared(folder, name, happened.HasFlag(InotifyEvents.MovedTo));
            _lastNoted = default;
        }

        return true;
    }

    /// <summary>Also for what is left out: its folder's own time moves with it. A folder that comes to a name may be another one than was there before.</summary>
    private void Note(WatchedFolder folder, ReadOnlySpan<byte> name, bool isFolder, InotifyEvents happened)
    {
        if (isFolder && !name.IsEmpty)
            heardFolders.Add(folder.Path.Append(name.TrimEnd((byte)0)), (happened & (InotifyEvents.Created | InotifyEvents.MovedTo)) != 0);
        if (_lastNoted == (folder.Watch, heardFolders.Now))
            return;
        heardFolders.Add(folder.Path, whole: false);
        _lastNoted = (folder.Watch, heardFolders.Now);
    }

    /// <summary>A file that is written again and again is asked about once.</summary>
    private bool IsExcluded(WatchedFolder folder, ReadOnlySpan<byte> name, bool isFolder)
    {
        if (!tree.LeavesOut)
            return false;
        if (!isFolder && folder.Watch == _lastWatch && name.SequenceEqual(_lastName))
            return _lastExcluded;
        bool excluded = tree.Excludes(folder, name, isFolder);
        if (!isFolder)
            (_lastWatch, _lastName, _lastExcluded) = (folder.Watch, name.ToArray(), excluded);
        return excluded;
    }
}
