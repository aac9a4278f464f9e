using AgentSafetyKit.Daemon.Contracts;

namespace AgentSafetyKit.Cli.Output;

/// <summary><c>daemon status --json</c>.</summary>
/// <param name="Running">Whether there is a daemon.</param>
/// <param name="Status">What its <c>/v1/daemon</c> says; null where there is none.</param>
internal sealed record DaemonRecord(bool Running, DaemonResponse? Status);
