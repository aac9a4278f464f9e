namespace AgentSafetyKit.Diagnostics;

/// <summary>A moment by which everybody must have answered.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan after)
{
    private readonly long _begin = time.GetTimestamp();

    /// <summary>The answer, or <paramref name="otherwise"/> where it has not come by then; the work is left to itself.</summary>
    public async Task<T> Within<T>(Task<T> work, T otherwise)
    {
        TimeSpan left = after - time.GetElapsedTime(_begin);
        try
        {
            return await work.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What it throws later is nobody's any more.
            _ = work.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return otherwise;
        }
    }
}
