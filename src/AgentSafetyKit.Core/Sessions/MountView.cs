using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>One folder of the configuration, or mounted without being in it, as it is now.</summary>
/// <param name="State">Null: not mounted. <see cref="MountState.Live"/>: a probe through it has just worked.</param>
/// <param name="Cause">Why it is broken.</param>
public sealed record MountView(string Source, string Target, string Machine, bool ReadOnly, MountState? State, Text Cause, DateTimeOffset? Since)
{
    /// <summary>What the guest may read and not change; <c>default</c> where nothing is mounted and the default list will hold.</summary>
    public IReadOnlyList<string> Protect { get; init; } = [];

    /// <summary>What does not exist for the guest, apart from what the folder's own rules name.</summary>
    public IReadOnlyList<string> Hide { get; init; } = [];

    public IReadOnlyList<string> GuestLocal { get; init; } = [];

    /// <summary>Its tripwire has stopped an agent, which waits for an answer.</summary>
    public bool IsTripped { get; init; }
}
