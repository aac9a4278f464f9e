using System.CommandLine;

namespace AgentSafetyKit.Cli.CommandLine;

/// <summary>Adds words to a command in the same expression that makes it.</summary>
internal static class KitCommandExtensions
{
    public static KitCommand With(this KitCommand command, params ReadOnlySpan<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument: command.Add(argument); break;
                case Option option: command.Add(option); break;
                case Command inner: command.Add(inner); break;
            }
        }

        return command;
    }
}
