namespace AgentSafetyKit.Configuration;

/// <summary>What the daemon does with what no agent and nobody else has used for a while.</summary>
/// <param name="UnmountAfter">Folders are taken from the VM; null: never.</param>
/// <param name="StopAfter">VMs are stopped; null: never.</param>
public sealed record IdleSettings(TimeSpan? UnmountAfter, TimeSpan? StopAfter)
{
    public static IdleSettings Never { get; } = new(null, null);
}
