namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>What is typed, and what it means.</summary>
internal sealed record HelpRow(string Words, string Meaning);
