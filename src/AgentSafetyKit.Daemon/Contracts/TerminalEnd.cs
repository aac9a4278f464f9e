namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The last thing <c>/v1/runs/{id}/attach</c> says, in a text message, before it closes.</summary>
/// <param name="Type"><c>end</c>.</param>
/// <param name="State"><c>running</c>: the agent goes on (Ctrl+\ was pressed twice); <c>ended</c>: it does not.</param>
/// <param name="ExitCode">The agent's; null while it runs, and where nobody knows it.</param>
public sealed record TerminalEnd(string Type, string State, int? ExitCode);
