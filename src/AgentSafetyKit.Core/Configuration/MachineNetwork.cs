namespace AgentSafetyKit.Configuration;

/// <summary>What a VM can reach. The host's own services are out of reach either way.</summary>
public enum MachineNetwork
{
    /// <summary>The internet.</summary>
    Open,

    /// <summary>Nothing.</summary>
    None,
}
