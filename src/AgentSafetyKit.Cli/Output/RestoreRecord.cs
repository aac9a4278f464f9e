namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup restore --json</c> and <c>undo --json</c>: what was (or, with --dry-run, would be) done.</summary>
/// <param name="Done">False for a dry run.</param>
/// <param name="Kept">Files that the snapshot does not have and that stay, because it lost its list of files.</param>
/// <param name="SafetySnapshot">The state before, to go back to.</param>
internal sealed record RestoreRecord(
    bool Done, string Snapshot, string Target, int Created, int Changed, int Deleted, int Kept, long Bytes, string? SafetySnapshot, IReadOnlyList<RestoreStepRecord> Steps, IReadOnlyList<string> Warnings);
