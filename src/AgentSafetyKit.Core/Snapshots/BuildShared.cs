using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>What all threads that make one snapshot work on. Each writes only to the folders and entries of its own pieces of the table.</summary>
internal sealed class BuildShared
{
    private const int Nobody = 0, Somebody = 1, Made = 2;
    private readonly int[] _made;
    private volatile bool _linksWork = true;
    private volatile bool _mayInherit;
    private long _copiedBytes;

    public BuildShared(TreeTable table) => (Table, _made) = (table, new int[table.FolderCount]);

    public TreeTable Table { get; }

    /// <summary>Null: it may not be read any more.</summary>
    public FolderHandle? Source { get; init; }

    public required FolderHandle Destination { get; init; }

    /// <summary>The folder of the snapshot to link from.</summary>
    public FolderHandle? Previous { get; init; }

    /// <summary>The destination holds an older state of the tree, every folder of which has to be looked at.</summary>
    public bool IsRecycled { get; init; }

    /// <summary>The snapshot to link from was damaged: what is linked is looked at, and taken anew where it is not what was stored.</summary>
    public bool Mends { get; init; }

    /// <summary>What is known of the recycled tree. Null: nothing.</summary>
    public FolderMatch? Match { get; init; }

    public required SpaceGuard Space { get; init; }

    /// <summary>Is told how far it all is.</summary>
    public required IProgress<WorkProgress> Receiver { get; init; }

    /// <summary>Of the half of the work that goes on now.</summary>
    public SharedProgress Progress { get; private set; } = new(NoProgress.Instance, Text.None, ProgressUnit.Files, 0);

    public RetryPatience Patience { get; } = new();

    /// <summary>Few enough files are copied that each is flushed by itself.</summary>
    public bool FlushesFiles { get; set; }

    /// <summary>The source may be written to by an agent by now: only what is just as it was when it was scanned may still be taken from it.</summary>
    public bool IsCaptured { get; set; }

    /// <summary>False once the disk refused a hard link because it has none.</summary>
    public bool LinksWork => _linksWork;

    /// <summary>A folder of the destination has attributes that what is made in it may inherit.</summary>
    public bool MayInherit
    {
        get => _mayInherit || IsRecycled;
        set => _mayInherit = value;
    }

    public SharedProgress Begin(Text doing, ProgressUnit unit, long total, long totalFiles = 0) => Progress = new SharedProgress(Receiver, doing, unit, total, totalFiles);

    public long CopiedBytes => Interlocked.Read(ref _copiedBytes);

    public void AddCopied(long bytes) => Interlocked.Add(ref _copiedBytes, bytes);

    /// <summary>True for one thread only, which has to make the folder; the others come back when it is made.</summary>
    public bool HasToMake(int folder, CancellationToken cancellation)
    {
        var wait = default(SpinWait);
        for (int found = Interlocked.CompareExchange(ref _made[folder], Somebody, Nobody); found != Made; found = Volatile.Read(ref _made[folder]))
        {
            if (found == Nobody)
                return true;
            cancellation.ThrowIfCancellationRequested();
            wait.SpinOnce();
        }

        return false;
    }

    public void SetMade(int folder) => Volatile.Write(ref _made[folder], Made);

    /// <summary>True for errors of a disk that has no hard links.</summary>
    public bool NotesNoLinks(Errno errno)
    {
        if (errno is not (Errno.EXDEV or Errno.EPERM or Errno.EOPNOTSUPP))
            return false;
        _linksWork = false;
        return true;
    }

    /// <summary>The mode a folder has in the snapshot.</summary>
    public uint PermissionsOf(int folder)
    {
        // Who is not root could not go through a folder without r and x when the next snapshot links from it; the manifest has the real mode.
        return folder == 0 ? 0x1C0u : (Table.Folder(folder).Mode & 0xFFFu) | (EffectiveUser.IsRoot ? 0u : 0x140u);
    }
}
