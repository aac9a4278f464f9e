using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Puts <c>/v1/daemon</c> together from what is known, without asking anybody who could be slow.</summary>
internal static class DaemonPicture
{
    public static DaemonResponse Of(DaemonState state, Language language)
    {
        ServiceStatus[] services = [.. state.Supervisor.Services.Select(service => Of(service, language))];
        BackupStatus[] backups = [.. state.Backups.All.Select(backup => Of(backup.Health, state.Kit.Time.GetUtcNow(), language))];
        ConfigStatus config = Of(state.Config, language);
        bool healthy = config.State == "applied" && services.All(service => service.State != "waiting") && backups.All(backup => backup.State is "ok" or "pending");
        return new DaemonResponse(healthy, Daemon(state), config, services, backups);
    }

    /// <summary>What is known of the backups of one folder; null: nothing yet.</summary>
    public static BackupStatus? BackupOf(DaemonState state, string source, string backupFolder, Language language)
    {
        foreach ((BackupHealth health, _) in state.Backups.All)
        {
            if (health.Source == source && health.BackupFolder == backupFolder)
                return Of(health, state.Kit.Time.GetUtcNow(), language);
        }

        return null;
    }

    private static DaemonStatus Daemon(DaemonState state)
    {
        ProcessLoad load = ProcessIdentity.Of(Environment.ProcessId) is { } self ? ProcessLoad.Of(self) ?? default : default;
        return new DaemonStatus(
            state.Version,
            Environment.ProcessId,
            state.StartedAt,
            Math.Round((state.Kit.Time.GetUtcNow() - state.StartedAt).TotalSeconds, 1),
            load.ResidentBytes,
            load.CpuTime.TotalSeconds,
            state.Journal.LastId);
    }

    private static ConfigStatus Of(ConfigKeeper config, Language language) => new(
        config.File,
        config.Problem is null ? "applied" : config.Current is null ? "missing" : "broken",
        config.LoadedAt,
        config.Problem is null ? null : Problems.Of(config.Problem, language));

    private static ServiceStatus Of(ServiceView service, Language language) => new(
        Printable.Escape(service.Name),
        JsonNamingPolicy.CamelCase.ConvertName(service.State.ToString()),
        service.Since,
        service.Restarts,
        service.State == ServiceState.Waiting && service.Failure is { } failure ? Problems.Of(failure, language) : null,
        service.NextTry);

    private static BackupStatus Of(BackupHealth health, DateTimeOffset now, Language language)
    {
        // Twice the interval and a minute: a check takes its time, and comes a little late on a busy machine.
        bool isOverdue = health.LastSuccess is { } last && health.Interval > TimeSpan.Zero && now - last > 2 * health.Interval + TimeSpan.FromMinutes(1);
        string state = health.ProblemCode is not (null or "Busy") ? "failed" : health.LastSuccess is null ? "pending" : isOverdue ? "overdue" : "ok";
        return new BackupStatus(
            Printable.Escape(health.Source),
            Printable.Escape(health.BackupFolder),
            state,
            health.Interval.TotalSeconds,
            health.LastSuccess,
            health.LastCheck,
            health.NextCheck,
            health.LastSnapshot,
            health.Files,
            health.TotalBytes,
            health.CopiedBytes,
            FreeSpace.BytesAt(health.BackupFolder),
            health.ProblemCode is { } code ? JsonNamingPolicy.CamelCase.ConvertName(code) : null,
            language == Language.Russian ? health.ProblemRussian : health.ProblemEnglish);
    }
}
