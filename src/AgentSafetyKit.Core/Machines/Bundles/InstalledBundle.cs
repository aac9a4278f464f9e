using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>A bundle as a guest says it has it.</summary>
/// <param name="Bundle">As it was asked for.</param>
/// <param name="Version">Safe to print; <see cref="GuestVersion.Unknown"/> where the guest says something that is none.</param>
/// <param name="WasThere">Nothing had to be installed for it.</param>
public sealed record InstalledBundle(Bundle Bundle, string Version, bool WasThere);
