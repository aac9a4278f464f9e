using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>One line of EXAMPLES in a command's help.</summary>
internal sealed record CommandExample(string Line, Text What);
