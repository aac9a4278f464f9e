using System.Collections.Immutable;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Sessions;

/// <summary>What a run will do, decided before anything is touched.</summary>
/// <param name="Folder">The protected folder and its snapshots.</param>
/// <param name="GuestFolder">Where the agent starts, in the guest.</param>
/// <param name="Command">What the guest executes.</param>
/// <param name="WithBackups">Whether snapshots are taken.</param>
/// <param name="Config">The configuration it was decided by.</param>
public sealed record RunPlan(
    ProtectedFolder Folder,
    MountSettings Mount,
    MachineSettings Machine,
    AgentSettings Agent,
    string GuestFolder,
    ImmutableArray<string> Command,
    bool WithBackups,
    KitConfig Config)
{
    /// <summary>What the guest has to have, and what is installed where it is missing; empty for the user's own command.</summary>
    public string Program { get; init; } = "";

    /// <summary>The newest snapshot there is serves as the one before the run.</summary>
    public bool WithoutFirstBackup { get; init; }

    public RunProxy Proxy { get; init; } = RunProxy.None;

    public MountWish Wish => MountWishes.Of(Mount, Folder.Source, Machine.Name) with { BackupFolder = WithBackups ? Folder.BackupFolder : null };

    /// <summary>
    /// Whether the agent may work on this folder beside what is mounted and running now. Asked before anything is touched, and once more when this run's own record and mount can be seen by others:
    /// of two that are started at the same moment and exclude each other, at least one sees the other then.
    /// </summary>
    /// <exception cref="Errors.KitException">PolicyRefused.</exception>
    /// <param name="mounted">What is mounted now.</param>
    /// <param name="running">Runs at work now.</param>
    /// <param name="isSent">What can be taken out of the VM for it has been.</param>
    public void RequireAllowed(IReadOnlyList<MountRecord> mounted, IReadOnlyList<RunRecord> running, bool isSent)
    {
        var policy = new AgentPolicy(Config, mounted, running);
        policy.Check(Agent, Machine, Folder.Source, isSent);
        policy.CheckNewcomer(Mount, Machine, Folder.Source);
    }

    /// <summary>Without arguments: they may hold secrets.</summary>
    public override string ToString() => $"{Agent.Name} on {Folder.Source} in {Machine.Name}";
}
