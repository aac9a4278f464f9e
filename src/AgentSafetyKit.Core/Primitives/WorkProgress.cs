namespace AgentSafetyKit.Primitives;

/// <summary>How far a long piece of work is. Reported through <see cref="IProgress{T}"/> with synchronous receivers; speed and time left are the receiver's to work out.</summary>
/// <param name="Doing">What is being done now, as a person would say it: "copying files".</param>
/// <param name="Done">In <paramref name="Unit"/>.</param>
/// <param name="Total">0 where it is not known.</param>
/// <param name="Files">Where the unit is bytes: how many files these were, or 0.</param>
public readonly record struct WorkProgress(Text Doing, long Done = 0, long Total = 0, ProgressUnit Unit = ProgressUnit.Steps, long Files = 0);
