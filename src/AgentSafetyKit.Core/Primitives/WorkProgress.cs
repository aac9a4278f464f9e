namespace AgentSafetyKit.Primitives;

/// <summary>How far a long piece of work is. Reported through <see cref="IProgress{T}"/> with synchronous receivers; speed and time left are the receiver's to work out.</summary>
/// <param name="Doing">What is being done now, as a person would say it: "copying files".</param>
/// <param name="Done">In <paramref name="Unit"/>.</param>
/// <param name="Total">0 where it is not known.</param>
/// <param name="Files">Where the unit is bytes: how many files these were, or 0.</param>
/// <param name="TotalFiles">Where the unit is bytes: how many files there are in all; 0 where it is not known.</param>
public readonly record struct WorkProgress(Text Doing, long Done = 0, long Total = 0, ProgressUnit Unit = ProgressUnit.Steps, long Files = 0, long TotalFiles = 0)
{
    /// <summary>What one file costs beside its bytes, as so many bytes: fifty thousand empty files are work too.</summary>
    private const long CostOfFile = 64 * 1024;

    /// <summary>How much work is done, bytes and files in one number that grows evenly.</summary>
    public long Effort => Done + (TotalFiles > 0 ? Files * CostOfFile : 0);

    /// <summary>How much there is in all; 0 where it is not known.</summary>
    public long TotalEffort => Total + (TotalFiles * CostOfFile);
}
