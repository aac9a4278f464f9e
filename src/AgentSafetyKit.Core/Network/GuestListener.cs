using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>An address that a program in a guest listens on.</summary>
public readonly record struct GuestListener(PortAddress Address)
{
    /// <summary>What its SSH server connects to in order to reach it.</summary>
    public PortAddress Target => Address.Host switch
    {
        "0.0.0.0" or "::" => Address with { Host = "127.0.0.1" },
        _ => Address,
    };
}
