namespace AgentSafetyKit.Configuration.Effective;

/// <summary>A forward.</summary>
/// <param name="Type">local, remote or socks5.</param>
/// <param name="HostAddr">Null for socks5.</param>
public sealed record EffectiveForward(string Type, string? HostAddr, string VmAddr);
