namespace AgentSafetyKit.Cli.Output;

/// <summary>A bundle in <c>list-bundles --json</c>.</summary>
/// <param name="Name">With the version that was asked for, where one was.</param>
/// <param name="Version">In the VM; null in the list of what there is.</param>
/// <param name="TakesVersion">In the list of what there is.</param>
internal sealed record BundleRecord(string Name, string? Version, bool? TakesVersion);
