namespace AgentSafetyKit.Configuration.Schema;

/// <summary>A value, or why there is none.</summary>
internal readonly record struct Parsed<T>(T Value, ValueProblem? Problem)
{
    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(ValueProblem problem) => new(default!, problem);
}
