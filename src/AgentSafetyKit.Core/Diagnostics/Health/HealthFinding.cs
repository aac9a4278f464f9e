using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Diagnostics.Health;

/// <summary>What one look found. All words are safe to print.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="What">What holds, or what is wrong.</param>
/// <param name="Cause">Why; none where all is well.</param>
/// <param name="Fix">What the user can do, a command where there is one.</param>
public sealed record HealthFinding(HealthLevel Level, Text What, Text Cause, Text Fix)
{
    /// <summary>Puts it right without asking for anything or losing anything; null: only the user can.</summary>
    public Func<CancellationToken, Task>? Repair { get; init; }

    public static HealthFinding Pass(Text what) => new(HealthLevel.Passed, what, Text.None, Text.None);

    public static HealthFinding Warn(Text what, Text cause, Text fix) => new(HealthLevel.Warning, what, cause, fix);

    public static HealthFinding Fail(Text what, Text cause, Text fix) => new(HealthLevel.Failed, what, cause, fix);

    public static HealthFinding Fail(KitException error) => Fail(error.What, error.Cause, error.Fix);
}
