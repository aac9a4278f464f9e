using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Machines.Qemu;

/// <summary>What is kept of a machine while it runs, among its sockets (<c>running.json</c>). Believed only as far as the processes it names live.</summary>
/// <param name="Engine">QEMU.</param>
/// <param name="Starter">What QEMU was started through (the same where there is nothing between).</param>
/// <param name="SshPort">On the host's loopback.</param>
/// <param name="Accelerator">In use.</param>
/// <param name="Since">When it was started.</param>
/// <param name="Ready">Its SSH server has answered since.</param>
internal sealed record RunningRecord(ProcessIdentity Engine, ProcessIdentity Starter, int SshPort, Accelerator Accelerator, DateTimeOffset Since, bool Ready);
