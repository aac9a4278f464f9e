namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>/v1/status</c>: the whole picture.</summary>
/// <param name="Healthy">False: something below asks for attention.</param>
/// <param name="Backups">One for each folder whose backups are on.</param>
public sealed record StatusResponse(bool Healthy, DaemonStatus Daemon, ConfigStatus Config, IReadOnlyList<ServiceStatus> Services, IReadOnlyList<BackupStatus> Backups);
