using System.Text.Json;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>What a backup tells, as an event.</summary>
internal static class BackupWords
{
    /// <summary>Null: not worth telling, as that nothing had changed.</summary>
    public static KitEvent? Of(BackupEvent happened)
    {
        string folder = Printable.Escape(happened.Source);
        (string kind, EventLevel level, Text words)? told = happened.Kind switch
        {
            BackupEventKind.Taken => ("backup.taken", EventLevel.Info, Taken(folder, happened.Snapshot!)),
            BackupEventKind.Failed => ("backup.failed", EventLevel.Error, Failure(happened)),
            BackupEventKind.Postponed => ("backup.postponed", EventLevel.Info, Failure(happened)),
            BackupEventKind.Recovered => ("backup.recovered", EventLevel.Info, new Text($"{folder}: snapshots are taken again", $"{folder}: снимки снова делаются")),
            BackupEventKind.Deaf => (
                "backup.deaf",
                EventLevel.Warning,
                new Text($"{folder}: changes are not heard of, only the interval counts: {happened.Message.English}", $"{folder}: об изменениях не узнать, остаётся только интервал: {happened.Message.Russian}")),
            BackupEventKind.Hearing => ("backup.hearing", EventLevel.Info, new Text($"{folder}: changes are heard of again", $"{folder}: изменения снова видны")),
            BackupEventKind.RulesChanged => ("backup.rulesChanged", EventLevel.Warning, new Text($"{folder}: {happened.Message.English}", $"{folder}: {happened.Message.Russian}")),
            _ => null,
        };
        return told is not { } one ? null : new KitEvent
        {
            Timestamp = happened.At,
            Kind = one.kind,
            Level = one.level,
            Service = $"backup:{folder}",
            Folder = folder,
            Run = happened.Snapshot?.Facts?.RunId,
            Snapshot = happened.Kind == BackupEventKind.Taken ? happened.Snapshot?.Id : null,
            Code = happened.Failure is { } failure ? JsonNamingPolicy.CamelCase.ConvertName(failure.Code.ToString()) : null,
            Message = one.words.English,
            MessageRu = one.words.Russian,
        };
    }

    private static Text Failure(BackupEvent happened) => happened.Failure is { } failure
        ? new Text($"{failure.What.English}: {failure.Cause.English}", $"{failure.What.Russian}: {failure.Cause.Russian}")
        : Text.None;

    private static Text Taken(string folder, SnapshotInfo snapshot) => snapshot.Facts is not { } facts
        ? new Text($"{folder}: snapshot {snapshot.Id}", $"{folder}: снимок {snapshot.Id}")
        : new Text(
            $"{folder}: snapshot {snapshot.Id}, {facts.Files} files, +{facts.Added} ~{facts.Changed} -{facts.Deleted}, {facts.CopiedBytes} bytes copied",
            $"{folder}: снимок {snapshot.Id}, файлов: {facts.Files}, +{facts.Added} ~{facts.Changed} -{facts.Deleted}, скопировано байт: {facts.CopiedBytes}");
}
