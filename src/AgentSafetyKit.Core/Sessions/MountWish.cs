using System.Collections.Immutable;

namespace AgentSafetyKit.Sessions;

/// <summary>A folder that is to be mounted in a VM.</summary>
/// <param name="Source">On the host, its real path.</param>
/// <param name="Target">In the guest.</param>
/// <param name="Protect">What the guest may read and not change.</param>
public sealed record MountWish(string Source, string Target, string Machine, bool ReadOnly, ImmutableArray<string> Protect)
{
    public string Id => MountStore.IdOf(Source, Machine);
}
