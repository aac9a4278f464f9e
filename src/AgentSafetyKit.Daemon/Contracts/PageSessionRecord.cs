namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>The web page was let in: its half of the secret. The other half is a cookie, which it can not read.</summary>
/// <param name="Key">To be given with each request.</param>
/// <param name="Version">Of the daemon.</param>
public sealed record PageSessionRecord(string Key, string Version);
