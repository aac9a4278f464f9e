namespace AgentSafetyKit.Configuration;

/// <summary>The engine that is asked for; which one it becomes is decided when a VM is needed.</summary>
public enum ProviderChoice
{
    /// <summary>Multipass if its daemon answers, else QEMU.</summary>
    Auto,
    Multipass,
    Qemu,
}
