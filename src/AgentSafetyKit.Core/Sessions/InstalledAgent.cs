namespace AgentSafetyKit.Sessions;

/// <summary>An agent in a VM.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Version">As the guest says it; safe to print.</param>
/// <param name="WasThere">Nothing had to be installed for it.</param>
public sealed record InstalledAgent(string Type, string Version, bool WasThere);
