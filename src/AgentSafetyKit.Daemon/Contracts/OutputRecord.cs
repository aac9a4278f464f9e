namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A piece of what an execution prints, as it comes.</summary>
public sealed record OutputRecord(string Text);
