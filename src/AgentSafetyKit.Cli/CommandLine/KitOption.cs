using System.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>An option with its help in every language.</summary>
internal sealed class KitOption<T> : Option<T>, IHelpText
{
    public KitOption(string name, Text help, params string[] aliases)
        : base(name, aliases)
    {
        Help = help;
        Description = help.English;
    }

    public Text Help { get; }
}
