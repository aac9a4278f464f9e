namespace AgentSafetyKit.Machines;

/// <summary>What runs the guest's instructions.</summary>
public enum Accelerator
{
    /// <summary>The processor, by the kernel's virtualisation.</summary>
    Kvm,

    /// <summary>An emulator: five to ten times slower, needs nothing of the host.</summary>
    Tcg,
}
