using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Which of the agents that wait is meant.</summary>
internal static class TripwireWords
{
    public static KitArgument<string?> Folder() => new("FOLDER", new Text("The folder it works in; where only one waits, it is meant", "Папка, где он работает; если ждёт только один, он и имеется в виду"))
    { Arity = System.CommandLine.ArgumentArity.ZeroOrOne };

    /// <param name="context">Of the command.</param>
    /// <param name="folder">As it was given.</param>
    /// <param name="verb">The command, for a line to paste.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>: nothing waits there; <see cref="ErrorCode.Usage"/>: several do.</exception>
    public static TrippedMount Find(CommandContext context, string? folder, string verb)
    {
        IReadOnlyList<TrippedMount> waiting = context.Services.TripwireOrders.All();
        string? real = folder is null ? null : FolderFinder.RequireReal(context.FullPath(folder));
        List<TrippedMount> meant = [.. waiting.Where(tripped => real is null || FolderFinder.IsAtOrBeneath(real, tripped.Source))];
        if (meant.Count > 1 && folder is null)
        {
            throw new KitException(
                ErrorCode.Usage,
                new Text("it is not said which agent is meant", "не сказано, о каком агенте речь"),
                new Text("several wait", "ждут несколько"),
                Text.Verbatim(string.Join('\n', meant.Select(tripped => $"agsekit tripwire {verb} {ShellQuote.Shown(tripped.Source)}"))));
        }

        return context.Services.TripwireOrders.Require(meant.FirstOrDefault()?.Id ?? "");
    }
}
