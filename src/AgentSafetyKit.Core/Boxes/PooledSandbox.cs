namespace AgentSafetyKit.Boxes;

/// <summary>A container that waits to become somebody's session.</summary>
/// <param name="Id">Of the session it would be.</param>
/// <param name="Site">The VM it is in.</param>
/// <param name="Container">Podman's id of it.</param>
/// <param name="Limits">What it may take.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record PooledSandbox(string Id, SandboxSite Site, string Container, BoxLimits Limits, DateTimeOffset Until);
