namespace AgentSafetyKit.Configuration.Effective;

/// <summary>Addresses without what is secret in them; null for the default.</summary>
public sealed record EffectiveMirrors(string? Apt, string? Npm, string? Pip);
