namespace AgentSafetyKit.Primitives;

/// <summary>
/// Adds up what several threads have done of one piece of work, and reports the sum to one receiver: one report at a time, with growing numbers. Each thread counts in a <see cref="ProgressPart"/> of its own, so that nothing is
/// locked for a file.
/// </summary>
/// <param name="receiver">Told by one thread at a time.</param>
/// <param name="doing">What the work is.</param>
/// <param name="unit">What is counted.</param>
/// <param name="total">An estimate: where more is done than this, the report says all of it. 0 where it is not known.</param>
/// <param name="totalFiles">Where the unit is bytes: how many files these are, or 0.</param>
public sealed class SharedProgress(IProgress<WorkProgress> receiver, Text doing, ProgressUnit unit, long total, long totalFiles = 0)
{
    private readonly Lock _receiving = new();
    private ProgressPart[] _parts = [];

    /// <summary>What is begun, before the first of it is done.</summary>
    public void Begin() => receiver.Report(new WorkProgress(doing, 0, total, unit, 0, totalFiles));

    /// <summary>All of it is done, whatever the estimate was.</summary>
    public void End()
    {
        lock (_receiving)
            receiver.Report(new WorkProgress(doing, total, total, unit, totalFiles, totalFiles));
    }

    /// <summary>For one more thread.</summary>
    public ProgressPart Part()
    {
        lock (_receiving)
        {
            var part = new ProgressPart(this);
            _parts = [.. _parts, part];
            return part;
        }
    }

    /// <summary>Reports the sum, unless another thread does so at this moment.</summary>
    internal void Tell()
    {
        if (!_receiving.TryEnter())
            return;
        try
        {
            long done = 0, files = 0;
            foreach (ProgressPart part in _parts)
            {
                done += part.Done;
                files += part.Files;
            }

            receiver.Report(new WorkProgress(doing, total > 0 ? Math.Min(done, total) : done, total, unit, totalFiles > 0 ? Math.Min(files, totalFiles) : files, totalFiles));
        }
        finally
        {
            _receiving.Exit();
        }
    }
}
