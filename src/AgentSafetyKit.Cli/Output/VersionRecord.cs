namespace AgentSafetyKit.Cli.Output;

/// <summary><c>version --json</c>.</summary>
internal sealed record VersionRecord(string Name, string Version);
