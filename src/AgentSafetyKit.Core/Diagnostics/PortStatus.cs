namespace AgentSafetyKit.Diagnostics;

/// <summary>One forward.</summary>
/// <param name="Kind"><c>local</c>, <c>remote</c>, <c>socks5</c> or <c>auto</c>.</param>
/// <param name="Listen">Where it is listened.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="State"><c>up</c>, <c>waiting</c>, <c>failed</c> or <c>off</c> (nobody keeps it).</param>
/// <param name="Cause">Why it failed.</param>
public sealed record PortStatus(string Vm, string Kind, string Listen, string? Target, string State, string? Cause);
