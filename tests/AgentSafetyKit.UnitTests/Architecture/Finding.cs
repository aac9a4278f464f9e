namespace AgentSafetyKit.UnitTests.Architecture;

/// <summary>A place where a file breaks a rule of the house.</summary>
public sealed record Finding(string Path, int Line, string Words)
{
    public override string ToString() => $"{Path}:{Line}: {Words}";
}
