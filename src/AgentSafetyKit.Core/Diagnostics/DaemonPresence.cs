namespace AgentSafetyKit.Diagnostics;

/// <summary>The background service.</summary>
/// <param name="State"><c>running</c> or <c>notRunning</c>.</param>
/// <param name="Pid">Its process, where it is known.</param>
public sealed record DaemonPresence(string State, int? Pid);
