namespace AgentSafetyKit.Configuration;

/// <summary>What a box or a session reaches.</summary>
public enum BoxNetwork
{
    /// <summary>Nothing: it has its own loopback and no other device.</summary>
    None,

    /// <summary>Only what a gateway lets through.</summary>
    Filtered,

    /// <summary>What its VM reaches; not what listens on the VM's own loopback.</summary>
    Open,
}
