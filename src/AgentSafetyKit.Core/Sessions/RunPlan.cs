using System.Collections.Immutable;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Sessions;

/// <summary>What a run will do, decided before anything is touched.</summary>
/// <param name="Folder">The protected folder and its snapshots.</param>
/// <param name="GuestFolder">Where the agent starts, in the guest.</param>
/// <param name="Command">What the guest executes.</param>
/// <param name="WithBackups">Whether snapshots are taken.</param>
public sealed record RunPlan(
    ProtectedFolder Folder,
    MountSettings Mount,
    MachineSettings Machine,
    AgentSettings Agent,
    string GuestFolder,
    ImmutableArray<string> Command,
    bool WithBackups)
{
    public MountWish Wish => MountWishes.Of(Mount, Folder.Source, Machine.Name);

    /// <summary>Without arguments: they may hold secrets.</summary>
    public override string ToString() => $"{Agent.Name} on {Folder.Source} in {Machine.Name}";
}
