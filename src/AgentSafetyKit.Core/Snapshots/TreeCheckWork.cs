using System.Runtime.ExceptionServices;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What the threads of one check share: the work that is left, and what they found.</summary>
internal sealed class TreeCheckWork(TreeTable table, FolderHandle root, FileStatus rootStatus, bool trustsInodes, bool[] visitAnyway)
{
    /// <summary>Opening and closing a folder costs about this many times what looking at a file does.</summary>
    private const int WeightOfFolder = 3;
    private const int WeightOfTurn = 512;
    private readonly Lock _lock = new();
    private readonly List<CheckRegion> _regions = [];
    private long _checked;
    private ExceptionDispatchInfo? _failure;

    public TreeTable Table { get; } = table;

    public FolderHandle Root { get; } = root;

    /// <summary>Folders on other mounts and names on other devices are never clean.</summary>
    public FileStatus RootStatus { get; } = rootStatus;

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

    /// <summary>For a new thread: the first has everything before it, the others take from it.</summary>
    public CheckRegion NewRegion()
    {
        lock (_lock)
        {
            var region = new CheckRegion { End = _regions.Count == 0 ? Table.FolderCount : 0 };
            _regions.Add(region);
            return region;
        }
    }

    /// <summary>The next folders [from, end) of a region, which gets some of another's when it has none left; false: there are none.</summary>
    public bool Take(CheckRegion region, out int from, out int end)
    {
        lock (_lock)
        {
            from = end = 0;
            if (IsCancelled || _failure is not null || (region.Next == region.End && !TakeFromOthers(region)))
                return false;
            from = region.Next;
            end = region.Next = PlaceOf(WeightBefore(from) + WeightOfTurn, from + 1, region.End);
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

    private bool TakeFromOthers(CheckRegion region)
    {
        CheckRegion richest = region;
        foreach (CheckRegion other in _regions)
            richest = WeightOf(other) > WeightOf(richest) ? other : richest;
        if (WeightOf(richest) < 2 * WeightOfTurn)
            return false;
        int middle = PlaceOf(WeightBefore(richest.Next) + (WeightOf(richest) / 2), richest.Next, richest.End);
        (region.Next, region.End, richest.End) = (middle, richest.End, middle);
        return region.Next < region.End;
    }

    /// <summary>The first folder of [low, high) that has at least so much before it; <paramref name="high"/> where none has.</summary>
    private int PlaceOf(long weight, int low, int high)
    {
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (WeightBefore(middle) < weight)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private long WeightOf(CheckRegion region) => WeightBefore(region.End) - WeightBefore(region.Next);

    private long WeightBefore(int folder) => ((long)folder * WeightOfFolder) + (folder == Table.FolderCount ? Table.EntryCount : Table.Folder(folder).FirstEntry);
}
