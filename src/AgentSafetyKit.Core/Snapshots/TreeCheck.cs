using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Compares a tree with a manifest on several threads: one open, statx and close a folder, one statx an entry, nothing written, nothing stored but a yes or no a folder. On a warm cache as many threads as
/// cores (at most 4); where the threads mostly wait (cold cache, network) 16.
/// </summary>
internal static class TreeCheck
{
    private const int ThreadsCold = 16;
    private const int SmallStack = 256 * 1024;

    /// <summary>Below this one thread is done before another has started.</summary>
    private const int SmallTree = 4000;

    /// <summary>In units of 512 bytes: reading the folders and inodes of a few hundred files.</summary>
    private const long BlocksOfColdCache = 512;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(8), LongestPause = TimeSpan.FromMilliseconds(256);

    /// <exception cref="OperationCanceledException">Nothing is known then.</exception>
    public static FolderVerdicts Run(TreeCheckWork work, IProgress<WorkProgress> progress, Text doing, CancellationToken cancellation)
    {
        if (work.Weight < SmallTree)
            new TreeCheckWorker(work).Run();
        else
            RunThreads(work, progress, doing, cancellation);
        cancellation.ThrowIfCancellationRequested();
        work.ThrowIfFailed();
        return new FolderVerdicts(work.Clean);
    }

    private static void RunThreads(TreeCheckWork work, IProgress<WorkProgress> progress, Text doing, CancellationToken cancellation)
    {
        var threads = new List<Thread>();
        long readBefore = DiskReads.BlocksSoFar();
        work.Threads = work.IsRemote ? ThreadsCold : WorkerThreads.Count;
        Start(work, threads);
        TimeSpan wait = FirstLook;
        for (int finished = 0; finished < threads.Count;)
        {
            if (threads[finished].Join(wait))
            {
                finished++;
                continue;
            }

            wait = wait < LongestPause ? wait * 2 : wait;
            work.IsCancelled |= cancellation.IsCancellationRequested;
            progress.Report(new WorkProgress(doing, work.Checked, work.Table.EntryCount, ProgressUnit.Files));
            if (work.Threads < ThreadsCold && !work.IsCancelled && DiskReads.BlocksSoFar() - readBefore > BlocksOfColdCache)
            {
                work.Threads = ThreadsCold;
                Start(work, threads);
            }
        }
    }

    private static void Start(TreeCheckWork work, List<Thread> threads)
    {
        while (threads.Count < work.Threads)
        {
            var thread = new Thread(new TreeCheckWorker(work).Run, SmallStack) { IsBackground = true, Name = "check" };
            threads.Add(thread);
            thread.Start();
        }
    }
}
