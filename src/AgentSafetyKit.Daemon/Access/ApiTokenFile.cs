namespace AgentSafetyKit.Daemon.Access;

/// <summary>The file of all tokens.</summary>
public sealed record ApiTokenFile(IReadOnlyList<ApiToken> Tokens);
