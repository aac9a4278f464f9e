using AgentSafetyKit.Daemon.Contracts;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup-once --json</c>.</summary>
/// <param name="Created">False: nothing changed since the snapshot named.</param>
/// <param name="NewlyExcluded">Files of the snapshot before that are there and that changed ignore rules leave out now.</param>
/// <param name="Removed">What retention let go for it.</param>
internal sealed record BackupRecord(bool Created, SnapshotRecord Snapshot, IReadOnlyList<string> Removed, IReadOnlyList<string> Warnings, int NewlyExcluded);
