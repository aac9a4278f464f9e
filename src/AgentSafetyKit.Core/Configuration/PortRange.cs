namespace AgentSafetyKit.Configuration;

/// <summary>TCP ports, both ends included.</summary>
public readonly record struct PortRange(int Start, int End)
{
    public static PortRange OfProxies { get; } = new(48000, 49000);

    public bool Contains(int port) => port >= Start && port <= End;
}
