using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One line of <c>backup-repeated --json</c> and its like.</summary>
/// <param name="Event">What happened: taken, unchanged, waiting, failed, postponed, recovered, deaf, hearing, rulesChanged.</param>
/// <param name="Reason">Why it was looked; for taken and unchanged.</param>
/// <param name="Snapshot">The new one, or the one nothing changed since.</param>
/// <param name="Removed">The old ones that went because of it.</param>
/// <param name="Warnings">Those not told before.</param>
/// <param name="Error">The code of docs/errors.md; for failed and postponed.</param>
/// <param name="Message">In words.</param>
internal sealed record BackupEventRecord(
    BackupEventKind Event,
    DateTimeOffset At,
    string Source,
    SnapshotReason? Reason,
    SnapshotRecord? Snapshot,
    IReadOnlyList<string>? Removed,
    IReadOnlyList<string>? Warnings,
    string? Error,
    string? Message)
{
    public static BackupEventRecord Of(BackupEvent happened, Language language) => new(
        happened.Kind,
        happened.At,
        Printable.Escape(happened.Source),
        happened.Snapshot is null ? null : happened.Reason,
        happened.Snapshot is { } snapshot ? SnapshotRecord.Of(snapshot) : null,
        happened.Removed.Count == 0 ? null : [.. happened.Removed.Select(gone => gone.Id)],
        happened.Warnings.Count == 0 ? null : [.. happened.Warnings.Select(warning => warning.Describe().In(language))],
        happened.Failure is { } failure ? Json.Camel(failure.Code.ToString()) : null,
        happened.Failure is { } told ? $"{told.What.In(language)}: {told.Cause.In(language)}" : happened.Message.IsEmpty ? null : happened.Message.In(language));
}
