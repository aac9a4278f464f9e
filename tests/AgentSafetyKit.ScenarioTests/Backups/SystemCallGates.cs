namespace AgentSafetyKit.ScenarioTests.Backups;

/// <summary>System calls an entry, above those that start the process. They only ever go down.</summary>
internal static class SystemCallGates
{
    /// <summary>A new tree with ten changed files: the goal.</summary>
    public const double NewTree = 3.3;

    /// <summary>The expired snapshot made into the new one, with ten changed files: the goal was 1.8.</summary>
    public const double Recycled = 1.5;
}
