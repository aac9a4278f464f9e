namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup diff --json</c>.</summary>
/// <param name="To">Null: the folder as it is now.</param>
internal sealed record DiffRecord(string From, string? To, int Added, int Changed, int Deleted, IReadOnlyList<DiffChangeRecord> Changes);
