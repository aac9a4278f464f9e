using System.Runtime.ExceptionServices;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Does numbered pieces of work on a few plain threads, each with tools of its own. The first failure stops the others and is thrown to the caller as it was; a single piece is done on the caller's thread.
/// </summary>
internal static class WorkThreads
{
    private const int StackLength = 256 * 1024;

    /// <summary>More than these gain nothing on a warm cache.</summary>
    public static int Most { get; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <param name="pieces">How many there are.</param>
    /// <param name="tools">Makes what one thread needs; told what stops it.</param>
    /// <param name="work">Does one piece.</param>
    /// <param name="cancellation">The caller's.</param>
    public static void Run<T>(int pieces, Func<CancellationToken, T> tools, Action<T, int> work, CancellationToken cancellation)
        where T : IDisposable
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? failure = null;
        int next = -1;
        void Work()
        {
            try
            {
                using T own = tools(stop.Token);
                for (int piece = Interlocked.Increment(ref next); piece < pieces && !stop.IsCancellationRequested; piece = Interlocked.Increment(ref next))
                    work(own, piece);
            }
            catch (Exception e)
            {
                // The others end with a cancellation, which is the consequence and not the cause.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                stop.Cancel();
            }
        }

        var threads = new Thread[Math.Min(Most, pieces) - 1 is > 0 and int others ? others : 0];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work, StackLength) { IsBackground = true, Name = "snapshot" };
            threads[i].Start();
        }

        Work();
        foreach (Thread thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
        failure?.Throw();
    }
}
