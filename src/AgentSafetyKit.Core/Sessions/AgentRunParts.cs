namespace AgentSafetyKit.Sessions;

/// <summary>What a run works with.</summary>
public sealed record AgentRunParts(
    MachineSupply Machines, FolderMounts Mounts, MountStore MountStore, FolderUse Folders, RunStore Runs, MachineUse Use, SecretReader Secrets, MachineAgents Agents, TimeProvider Time, TripwireStore Tripwires)
{
    public FoldersAway Away => new(Mounts, MountStore, Runs);
}
