using System.Collections.Immutable;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>A heading of a command's help with its rows; never empty.</summary>
internal sealed record HelpSection(string Title, ImmutableArray<HelpRow> Rows);
