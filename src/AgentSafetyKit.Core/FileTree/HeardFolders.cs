namespace AgentSafetyKit.FileTree;

/// <summary>
/// Which folders of a tree something was heard of, and when: what is forgotten is only what was heard before it was looked at. A folder that appeared or was moved to its place counts with all beneath it. So many and no more: beyond
/// that, and whenever something may have been missed, an epoch ends. What was looked at in one epoch says nothing of another. For two threads.
/// </summary>
internal sealed class HeardFolders
{
    private const int Most = 20_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<TreePath, (long At, bool Whole)> _folders = [];
    private long _epoch;
    private long _now = 1;

    /// <summary>Moves on with each look: what was noted before may be forgotten since.</summary>
    public long Now => Interlocked.Read(ref _now);

    /// <summary>From now on everything is heard again.</summary>
    public void BeginEpoch()
    {
        lock (_gate)
        {
            _epoch++;
            _folders.Clear();
            Interlocked.Increment(ref _now);
        }
    }

    public void Add(TreePath folder, bool whole)
    {
        lock (_gate)
        {
            bool isKnown = _folders.TryGetValue(folder, out (long At, bool Whole) before);
            if (!isKnown && _folders.Count >= Most)
                BeginEpoch();
            _folders[folder] = (_now, whole || (isKnown && before.Whole));
        }
    }

    /// <summary>What was heard since it was last forgotten. What comes from now on is told apart.</summary>
    public FolderHeard Look()
    {
        lock (_gate)
        {
            long upTo = _now;
            Interlocked.Increment(ref _now);
            return new FolderHeard(_epoch, upTo, _folders.ToDictionary(heard => heard.Key, heard => heard.Value.Whole));
        }
    }

    /// <summary>All of it was looked at, after that <see cref="Look"/>.</summary>
    public void Forget(FolderHeard looked)
    {
        lock (_gate)
        {
            foreach ((TreePath folder, (long at, _)) in _folders)
            {
                if (at <= looked.UpTo)
                    _folders.Remove(folder);
            }
        }
    }
}
