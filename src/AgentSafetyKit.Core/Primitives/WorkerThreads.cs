using System.Runtime.ExceptionServices;

namespace AgentSafetyKit.Primitives;

/// <summary>
/// Splits a numbered piece of work over a few plain threads of its own: blocking system calls on the thread pool would starve it, and more threads than cores bring nothing on a warm disk.
/// The first error stops all of them and is thrown to the caller when the last has ended.
/// </summary>
public static class WorkerThreads
{
    private const int Stack = 512 * 1024;

    /// <summary>The cores, four at most.</summary>
    public static int Count { get; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <param name="items">Numbered from 0; each is worked on once.</param>
    /// <param name="chunk">How many neighbours one thread takes at a time, in order.</param>
    /// <param name="start">Makes what a thread needs for itself, told what stops it: the caller's cancellation, or the failure of another; called on the caller's thread.</param>
    /// <param name="work">Does one item.</param>
    /// <param name="end">Called on the caller's thread for each that was started, when all have ended well; may collect results.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    public static void Run<T>(int items, int chunk, Func<CancellationToken, T> start, Action<T, int> work, Action<T>? end, CancellationToken cancellation)
        where T : IDisposable
    {
        int threads = Math.Min(Count, (items + chunk - 1) / chunk);
        int next = 0;
        ExceptionDispatchInfo? failure = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        void Work(T own)
        {
            try
            {
                for (int first; Volatile.Read(ref failure) is null && (first = Interlocked.Add(ref next, chunk) - chunk) < items;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    for (int item = first; item < Math.Min(first + chunk, items); item++)
                        work(own, item);
                }
            }
            catch (Exception error)
            {
                // The others end with a cancellation, which is the consequence and not the cause.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
                stop.Cancel();
            }
        }

        var owns = new List<T>();
        try
        {
            for (int i = 0; i < threads; i++)
                owns.Add(start(stop.Token));
            Thread[] others = [.. owns.Skip(1).Select(own => new Thread(() => Work(own), Stack) { IsBackground = true })];
            Array.ForEach(others, thread => thread.Start());
            if (owns.Count > 0)
                Work(owns[0]);
            Array.ForEach(others, thread => thread.Join());
            failure?.Throw();
            if (end is not null)
                owns.ForEach(end);
        }
        finally
        {
            owns.ForEach(own => own.Dispose());
        }
    }
}
