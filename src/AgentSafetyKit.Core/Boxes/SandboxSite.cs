namespace AgentSafetyKit.Boxes;

/// <summary>A VM from one start of it to its end: containers do not run on beyond.</summary>
/// <param name="Machine">Its name.</param>
/// <param name="Since">When it was started; null where that is not known.</param>
public sealed record SandboxSite(string Machine, DateTimeOffset? Since);
