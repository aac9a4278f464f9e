namespace AgentSafetyKit.Snapshots;

/// <summary>
/// How long all waiting for restless files may take together, so that a tree full of them holds a snapshot up for seconds and not for minutes. When it is used up, files are still copied again as often, without
/// waiting in between. For several threads.
/// </summary>
internal sealed class RetryPatience
{
    private long _left = TimeSpan.FromSeconds(5).Ticks;

    public void Pause(TimeSpan pause, CancellationToken cancellation)
    {
        if (Interlocked.Add(ref _left, -pause.Ticks) >= 0)
            cancellation.WaitHandle.WaitOne(pause);
    }
}
