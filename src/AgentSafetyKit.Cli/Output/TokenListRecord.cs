namespace AgentSafetyKit.Cli.Output;

/// <summary><c>token list --json</c>.</summary>
internal sealed record TokenListRecord(IReadOnlyList<TokenRecord> Tokens);
