namespace AgentSafetyKit.Machines;

/// <summary>What a guest may reach. A policy that an engine can not hold is refused, never weakened.</summary>
public enum NetworkPolicy
{
    /// <summary>The internet; not the host's own services, not private networks, not the metadata service of a cloud.</summary>
    Open,

    /// <summary>Nothing. SSH comes in, that is all.</summary>
    None,
}
