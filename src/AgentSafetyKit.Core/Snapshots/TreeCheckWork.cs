using System.Runtime.ExceptionServices;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What the threads of one check share: the work that is left, taken in ranges of folders that get smaller towards the end, and what they found.</summary>
internal sealed class TreeCheckWork(TreeTable table, FolderHandle root, ulong device, bool trustsInodes, bool[] visitAnyway)
{
    /// <summary>Opening and closing a folder costs about this many times what looking at a file does.</summary>
    private const int WeightOfFolder = 3;
    private const int LeastWeight = 512;
    private readonly Lock _lock = new();
    private int _next;
    private long _checked;
    private ExceptionDispatchInfo? _failure;

    public TreeTable Table { get; } = table;

    public FolderHandle Root { get; } = root;

    /// <summary>Names on other devices are never clean.</summary>
    public ulong Device { get; } = device;

    /// <summary>Whether inode numbers and ctimes say anything here.</summary>
    public bool TrustsInodes { get; } = trustsInodes;

    /// <summary>Folders that are visited whatever is found.</summary>
    public bool[] VisitAnyway { get; } = visitAnyway;

    /// <summary>The result: each element is written by one thread.</summary>
    public bool[] Clean { get; } = new bool[table.FolderCount];

    public long Weight => WeightBefore(Table.FolderCount);

    public long Checked => Interlocked.Read(ref _checked);

    /// <summary>The threads mostly wait for answers from elsewhere.</summary>
    public bool IsRemote { get; } = root.FileSystem().IsRemote;

    /// <summary>How many threads there are, or are to be.</summary>
    public int Threads { get; set; } = 1;

    public volatile bool IsCancelled;

    /// <summary>The next range [from, end) of folders; false: there is none.</summary>
    public bool Take(out int from, out int end)
    {
        lock (_lock)
        {
            from = end = _next;
            if (IsCancelled || _failure is not null || _next == Table.FolderCount)
                return false;
            long before = WeightBefore(from);
            long wanted = before + Math.Max(LeastWeight, (Weight - before) / (2 * Threads));
            int low = from + 1, high = Table.FolderCount;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (WeightBefore(middle) < wanted)
                    low = middle + 1;
                else
                    high = middle;
            }

            end = _next = low;
            return true;
        }
    }

    public void Add(int entries) => Interlocked.Add(ref _checked, entries);

    public void Fail(Exception failure)
    {
        lock (_lock)
            _failure ??= ExceptionDispatchInfo.Capture(failure);
    }

    public void ThrowIfFailed() => _failure?.Throw();

    private long WeightBefore(int folder) => ((long)folder * WeightOfFolder) + (folder == Table.FolderCount ? Table.EntryCount : Table.Folder(folder).FirstEntry);
}
