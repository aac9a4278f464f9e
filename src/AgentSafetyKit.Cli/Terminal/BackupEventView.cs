using System.Globalization;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>Shows people how snapshots go on: a line for each, with the time; what goes wrong, once.</summary>
/// <param name="terminal">Where.</param>
/// <param name="zone">Whose time is shown.</param>
/// <param name="named">Each line says which folder is meant.</param>
internal sealed class BackupEventView(UserTerminal terminal, TimeZoneInfo zone, bool named)
{
    public static Text Beginning(RepeatedBackup backup)
    {
        string source = Printable.Escape(backup.Store.Source), place = Printable.Escape(backup.Store.BackupFolder), minutes = Minutes(backup.Loop.Interval);
        return backup.Loop.OnBursts
            ? new Text($"Snapshots of {source} in {place}: after changes, and every {minutes} minutes. Ctrl+C stops.", $"Снимки {source} в {place}: после изменений и каждые {minutes} мин. Ctrl+C — остановить.")
            : new Text($"Snapshots of {source} in {place}: every {minutes} minutes. Ctrl+C stops.", $"Снимки {source} в {place}: каждые {minutes} мин. Ctrl+C — остановить.");
    }

    public void Show(BackupEvent happened)
    {
        string which = named ? Printable.Escape(happened.Source) + ": " : "";
        foreach (SnapshotWarning warning in happened.Warnings)
            terminal.Warn(Prefixed(which, warning.Describe()));
        switch (happened.Kind)
        {
            case BackupEventKind.Taken:
                string time = TimeZoneInfo.ConvertTime(happened.At, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
                Text line = SnapshotView.Created(happened.Snapshot!), why = SnapshotView.Why(happened.Reason);
                terminal.Result(Prefixed($"{time}  {which}", new Text($"{line.English.TrimEnd('.')} ({why.English})", $"{line.Russian.TrimEnd('.')} ({why.Russian})")));
                foreach (RetentionDecision gone in happened.Removed)
                    terminal.Detail(Prefixed(which, RetentionView.Gone(gone)));
                break;
            case BackupEventKind.Unchanged:
                terminal.Detail(Prefixed(which, new Text($"Nothing changed since {happened.Snapshot!.Id}.", $"С {happened.Snapshot.Id} ничего не изменилось.")));
                break;
            case BackupEventKind.Waiting:
                string minutes = Minutes(happened.Interval);
                if (!terminal.Settings.Quiet)
                    terminal.Result(Prefixed(which, new Text($"Done, waiting {minutes} minutes", $"Готово, жду {minutes} мин.")));
                break;
            case BackupEventKind.Failed:
                terminal.Warn(Prefixed(which, Words(happened.Failure!)));
                break;
            case BackupEventKind.Postponed:
                terminal.Say(Prefixed(which, Words(happened.Failure!)));
                break;
            case BackupEventKind.Recovered:
                terminal.Say(Prefixed(which, new Text("Snapshots go on.", "Снимки продолжаются.")));
                break;
            case BackupEventKind.Deaf:
                string interval = Minutes(happened.Interval);
                terminal.Warn(Prefixed(which, new Text(
                    $"changes are not heard of, so it is only checked every {interval} minutes: {happened.Message.English}",
                    $"об изменениях узнать не удаётся, поэтому проверка только каждые {interval} мин.: {happened.Message.Russian}")));
                break;
            case BackupEventKind.Hearing:
                terminal.Say(Prefixed(which, new Text("Changes are heard of again.", "Об изменениях снова известно сразу.")));
                break;
            case BackupEventKind.RulesChanged:
                terminal.Warn(Prefixed(which, happened.Message));
                break;
        }
    }

    private static Text Words(KitException failure) => new(
        $"{failure.What.English}: {failure.Cause.English}{(failure.Fix.IsEmpty ? "" : "\n  fix: " + failure.Fix.English.ReplaceLineEndings("\n       "))}",
        $"{failure.What.Russian}: {failure.Cause.Russian}{(failure.Fix.IsEmpty ? "" : "\n  решение: " + failure.Fix.Russian.ReplaceLineEndings("\n           "))}");

    private static string Minutes(TimeSpan interval) => interval.TotalMinutes.ToString("0.###", CultureInfo.InvariantCulture);

    private static Text Prefixed(string prefix, Text words) => new(prefix + words.English, prefix + words.Russian);
}
