using System.Globalization;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>What the daemon says of itself, for people.</summary>
internal static class DaemonView
{
    public static Text Heading(DaemonResponse status, TimeZoneInfo zone)
    {
        string since = At(status.Daemon.StartedAt, zone), memory = new ByteSize(status.Daemon.ResidentBytes).ToString();
        return new Text(
            $"The daemon runs since {since} (process {status.Daemon.Pid}, {memory}, agsekit {status.Daemon.Version}), by {Printable.Escape(status.Config.File)}",
            $"Служба работает с {since} (процесс {status.Daemon.Pid}, {memory}, agsekit {status.Daemon.Version}), настройки: {Printable.Escape(status.Config.File)}");
    }

    public static string Backups(DaemonResponse status, TimeZoneInfo zone, Language language, bool color)
    {
        if (status.Backups.Count == 0)
            return new Text("No folder of the configuration is backed up.\n", "Ни одна папка из настроек не сохраняется.\n").In(language);
        bool russian = language == Language.Russian;
        Table table = russian ? new Table("ПАПКА", "СНИМКИ", "СОХРАНЕНО", "ПРОВЕРКА", "МЕСТА") : new Table("FOLDER", "BACKUPS", "LAST SAVED", "NEXT CHECK", "FREE");
        foreach (BackupStatus backup in status.Backups)
        {
            table.Add(
                backup.Source,
                Word(backup.State).In(language),
                backup.LastSuccess is { } last ? At(last, zone) : "",
                backup.NextCheck is { } next ? At(next, zone) : "",
                backup.FreeBytes is { } free ? new ByteSize(free).ToString() : "");
        }

        return table.Render(color);
    }

    /// <summary>What asks for attention, a line each.</summary>
    public static IEnumerable<Text> Troubles(DaemonResponse status, TimeZoneInfo zone)
    {
        foreach (BackupStatus backup in status.Backups.Where(backup => backup.State == "failed"))
            yield return Text.Verbatim($"{backup.Source}: {backup.Problem}");
        foreach (ServiceStatus service in status.Services.Where(service => service is { State: "waiting", Problem: not null }))
        {
            string next = service.NextTry is { } at ? At(at, zone) : "";
            string words = $"{service.Name}: {service.Problem!.Title}: {service.Problem.Cause}";
            yield return new Text($"{words} (tried again at {next})", $"{words} (новая попытка в {next})");
        }
    }

    private static Text Word(string state) => state switch
    {
        "ok" => new Text("ok", "в порядке"),
        "pending" => new Text("not yet", "ещё нет"),
        "overdue" => new Text("overdue", "просрочены"),
        _ => new Text("failed", "не удались"),
    };

    private static string At(DateTimeOffset moment, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
