namespace AgentSafetyKit.Cli.Output;

/// <summary>One token, without what it opens with.</summary>
internal sealed record TokenRecord(string Name, DateTimeOffset CreatedAt);
