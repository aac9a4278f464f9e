using System.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>A positional argument with its help in every language. The name is what usage shows: <c>VM</c>, <c>FOLDER</c>.</summary>
internal sealed class KitArgument<T> : Argument<T>, IHelpText
{
    public KitArgument(string name, Text help)
        : base(name)
    {
        Help = help;
        Description = help.English;
    }

    public Text Help { get; }
}
