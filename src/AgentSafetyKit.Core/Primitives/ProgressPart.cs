namespace AgentSafetyKit.Primitives;

/// <summary>What one thread has done of a <see cref="SharedProgress"/>. To add to it takes a few nanoseconds; twenty times a second at most, and after each few megabytes, the whole is reported.</summary>
public sealed class ProgressPart
{
    private const long MuchAtOnce = 4 << 20;
    private readonly SharedProgress _whole;
    private long _done;
    private long _files;
    private long _toldDone;
    private long _toldAt;

    internal ProgressPart(SharedProgress whole) => (_whole, _toldAt) = (whole, Environment.TickCount64);

    /// <summary>How long a thread keeps small things to itself, in milliseconds.</summary>
    internal static long Pause { get; set; } = 50;

    internal long Done => Volatile.Read(ref _done);

    internal long Files => Volatile.Read(ref _files);

    /// <summary>Only by the thread it was made for.</summary>
    /// <param name="done">In the unit of the work.</param>
    /// <param name="files">Where that is bytes: how many files were finished.</param>
    public void Add(long done, long files = 0)
    {
        Volatile.Write(ref _done, _done + done);
        Volatile.Write(ref _files, _files + files);
        // The coarse clock of the system: no more than a read of memory.
        long now = Environment.TickCount64;
        if (now - _toldAt < Pause && _done - _toldDone < MuchAtOnce)
            return;
        (_toldAt, _toldDone) = (now, _done);
        _whole.Tell();
    }
}
