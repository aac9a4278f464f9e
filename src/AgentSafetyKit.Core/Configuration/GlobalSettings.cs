namespace AgentSafetyKit.Configuration;

/// <summary>What holds for everything.</summary>
/// <param name="SshKeysFolder">Absolute.</param>
/// <param name="ConfigCheckInterval">How often the configuration is read again.</param>
/// <param name="Provider">The engine of VMs that name none.</param>
public sealed record GlobalSettings(string SshKeysFolder, TimeSpan ConfigCheckInterval, ProviderChoice Provider, LanguageChoice Language, KeyOrigins Origins)
{
    public IdleSettings Idle { get; init; } = IdleSettings.Never;

    /// <summary>Ports in a VM at which proxy helpers may listen.</summary>
    public PortRange ProxyPorts { get; init; } = PortRange.OfProxies;
}
