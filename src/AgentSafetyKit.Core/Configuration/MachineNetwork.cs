namespace AgentSafetyKit.Configuration;

/// <summary>What a VM can reach. With QEMU the host's own services are out of reach either way; Multipass can not hold them back.</summary>
public enum MachineNetwork
{
    /// <summary>The internet.</summary>
    Open,

    /// <summary>Nothing.</summary>
    None,
}
