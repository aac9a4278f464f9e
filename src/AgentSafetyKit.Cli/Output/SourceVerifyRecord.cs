using AgentSafetyKit.Daemon.Contracts;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup verify --source --json</c>.</summary>
/// <param name="Hidden">Files that look untouched and hold something else than the snapshot.</param>
/// <param name="Changed">Paths that changed as everybody can see.</param>
internal sealed record SourceVerifyRecord(string Snapshot, IReadOnlyList<PathRecord> Hidden, int Changed, int Proved, int Unproved);
