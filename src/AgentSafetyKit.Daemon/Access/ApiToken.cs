namespace AgentSafetyKit.Daemon.Access;

/// <summary>A token as it is kept: whoever reads this can not use it.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Hash">SHA-256 of the token's letters, in hexadecimal. Its 256 random bits need no slow hash.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="MaxSessions">How many sessions it may have at a time; null: as many as there may be.</param>
public sealed record ApiToken(string Name, string Hash, DateTimeOffset CreatedAt, int? MaxSessions = null);
