using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>A bundle this version knows.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="TakesVersion">Whether <c>NAME:VERSION</c> can be asked for.</param>
/// <param name="About">What it brings.</param>
public sealed record BundleKind(string Name, bool TakesVersion, Text About);
