namespace AgentSafetyKit.Cli.Output;

/// <summary><c>token add --json</c>: the only place a token is ever written.</summary>
internal sealed record NewTokenRecord(string Name, string Token, DateTimeOffset CreatedAt);
