namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>daemon status --json</c>.</summary>
/// <param name="Running">Whether there is a daemon.</param>
/// <param name="Status">What its <c>/v1/daemon</c> says; null where there is none.</param>
public sealed record DaemonRecord(bool Running, DaemonResponse? Status);
