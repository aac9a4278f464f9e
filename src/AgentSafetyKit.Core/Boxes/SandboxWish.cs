namespace AgentSafetyKit.Boxes;

/// <summary>A session that somebody asks for.</summary>
/// <param name="Owner">The token's name; empty: whoever may use the daemon's socket.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Lifetime">After which it is removed.</param>
/// <param name="Agent">Whom an execution is for that names nobody.</param>
/// <param name="Most">How many there may be at a time, of all owners.</param>
/// <param name="OwnerMost">How many of this owner; null: as many.</param>
public sealed record SandboxWish(string Owner, BoxLimits Limits, TimeSpan Lifetime, string? Agent, int Most, int? OwnerMost);
