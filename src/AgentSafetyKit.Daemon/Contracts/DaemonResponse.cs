namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>/v1/daemon</c>: the daemon's own part of the picture, told without asking anybody else.</summary>
/// <param name="Healthy">False: something below asks for attention.</param>
/// <param name="Backups">One for each folder whose backups are on.</param>
public sealed record DaemonResponse(bool Healthy, DaemonStatus Daemon, ConfigStatus Config, IReadOnlyList<ServiceStatus> Services, IReadOnlyList<BackupStatus> Backups);
