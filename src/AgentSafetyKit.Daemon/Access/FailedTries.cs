namespace AgentSafetyKit.Daemon.Access;

/// <summary>How often somebody came without a right token lately. Nobody guesses 256 bits: this keeps a program gone wild from being work for us. Whoever has a right one is never held up by it.</summary>
internal sealed class FailedTries(TimeProvider time)
{
    public const int Most = 30;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _counting = new();
    private readonly Queue<long> _tries = new();

    /// <summary>Counts one more. Null: fewer than that are told so; else how long to wait.</summary>
    public TimeSpan? Add()
    {
        lock (_counting)
        {
            while (_tries.TryPeek(out long oldest) && time.GetElapsedTime(oldest) >= Window)
                _tries.Dequeue();
            if (_tries.Count >= Most)
                return Window - time.GetElapsedTime(_tries.Peek());
            _tries.Enqueue(time.GetTimestamp());
            return null;
        }
    }
}
