namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>A way into the web page.</summary>
/// <param name="Address">Where it is served; stays the same for as long as the daemon lives.</param>
/// <param name="Url">The same with a ticket that opens it once.</param>
/// <param name="ExpiresAt">From then on the ticket opens nothing.</param>
public sealed record DashboardRecord(string Address, string Url, DateTimeOffset ExpiresAt);
