using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>A part of a command line that explains itself in every language (System.CommandLine's own description has one).</summary>
internal interface IHelpText
{
    Text Help { get; }
}
