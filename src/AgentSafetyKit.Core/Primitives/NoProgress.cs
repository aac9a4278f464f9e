namespace AgentSafetyKit.Primitives;

/// <summary>The receiver for those who do not want to know.</summary>
public sealed class NoProgress : IProgress<WorkProgress>
{
    public static NoProgress Instance { get; } = new();

    public void Report(WorkProgress value)
    {
    }
}
