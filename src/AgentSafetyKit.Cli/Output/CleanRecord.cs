using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>backup-clean --json</c>: what was (or, with --dry-run, would be) removed and why.</summary>
/// <param name="Done">False for a dry run.</param>
/// <param name="FreedBytes">What removing them frees; null where nothing goes.</param>
/// <param name="Snapshots">All there were, oldest first.</param>
/// <param name="Removed">What is gone.</param>
/// <param name="Warnings">What should have gone and could not.</param>
internal sealed record CleanRecord(
    bool Done, string BackupFolder, RetentionMethod Method, int Keep, long? MaxTotalBytes, long? FreedBytes, IReadOnlyList<RetentionRecord> Snapshots, IReadOnlyList<string> Removed, IReadOnlyList<string> Warnings);
