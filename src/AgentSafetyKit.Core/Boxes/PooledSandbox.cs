namespace AgentSafetyKit.Boxes;

/// <summary>A container that waits to become somebody's session.</summary>
internal sealed record PooledSandbox(string Id, string Machine, string Container, BoxLimits Limits);
