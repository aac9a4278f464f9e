namespace AgentSafetyKit.Primitives;

/// <summary>Adds up what several threads have done of one piece of work that is counted in bytes, and reports the sum to one receiver, one report at a time.</summary>
public sealed class SharedProgress(IProgress<WorkProgress> receiver, Text doing, long total)
{
    private readonly Lock _gate = new();
    private long _bytes;
    private long _files;

    public void Add(long files, long bytes)
    {
        lock (_gate)
        {
            _files += files;
            _bytes += bytes;
            receiver.Report(new WorkProgress(doing, _bytes, total, ProgressUnit.Bytes, _files));
        }
    }
}
