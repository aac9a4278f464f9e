namespace AgentSafetyKit.Mounts.Guard;

/// <summary>The user and group ids a guest sees on every file of a mount.</summary>
public readonly record struct GuestOwner(uint User, uint Group);
