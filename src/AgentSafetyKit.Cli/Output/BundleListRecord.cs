namespace AgentSafetyKit.Cli.Output;

/// <summary><c>list-bundles --json</c>.</summary>
/// <param name="Vm">The VM that was asked; null for the list of what can be installed.</param>
internal sealed record BundleListRecord(string? Vm, IReadOnlyList<BundleRecord> Bundles);
