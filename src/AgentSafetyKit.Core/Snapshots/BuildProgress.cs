using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Tells how far the making of a snapshot is, from several threads and not too often: a receiver is called by one thread at a time, with growing numbers.</summary>
internal sealed class BuildProgress(IProgress<WorkProgress> receiver, long bytesToCopy)
{
    private const long BytesBetween = 1 << 20;
    private const int EntriesBetween = 4096;
    private static readonly Text Copying = new("copying files", "копирование файлов");
    private static readonly Text Linking = new("linking unchanged files", "связывание неизменившихся файлов");
    private readonly Lock _receiving = new();
    private long _copied;
    private long _files;
    private long _toldCopied;
    private long _linked;
    private long _toldLinked;

    /// <summary>What is done now, before the first of it is.</summary>
    public void Begin() => receiver.Report(new WorkProgress(Copying, 0, bytesToCopy, ProgressUnit.Bytes));

    public void CopiedFile() => Interlocked.Increment(ref _files);

    /// <summary>Also of what has to be copied once more: the total is an estimate.</summary>
    public void Copied(long bytes)
    {
        long copied = Interlocked.Add(ref _copied, bytes);
        if (copied - Interlocked.Read(ref _toldCopied) < BytesBetween || !_receiving.TryEnter())
            return;
        try
        {
            _toldCopied = Interlocked.Read(ref _copied);
            receiver.Report(new WorkProgress(Copying, Math.Min(_toldCopied, Math.Max(bytesToCopy, 1)), bytesToCopy, ProgressUnit.Bytes, Interlocked.Read(ref _files)));
        }
        finally
        {
            _receiving.Exit();
        }
    }

    public void Linked(int entries, int total)
    {
        long linked = Interlocked.Add(ref _linked, entries);
        if (linked - Interlocked.Read(ref _toldLinked) < EntriesBetween || !_receiving.TryEnter())
            return;
        try
        {
            _toldLinked = Interlocked.Read(ref _linked);
            receiver.Report(new WorkProgress(Linking, Math.Min(_toldLinked, total), total, ProgressUnit.Files));
        }
        finally
        {
            _receiving.Exit();
        }
    }
}
