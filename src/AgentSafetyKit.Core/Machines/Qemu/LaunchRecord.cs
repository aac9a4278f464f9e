namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What is kept of a start before there is a process to name (<c>launch.json</c>): a start that was killed is found again by it.</summary>
/// <param name="Boot">Of the host, after whose end nothing of it lives.</param>
internal sealed record LaunchRecord(int SshPort, Accelerator Accelerator, DateTimeOffset Since, string Boot);
