using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which commands about runs without a terminal are told which one is meant.</summary>
internal static class DetachedWords
{
    /// <summary>One that needs no terminal, by its id, the beginning or the end of it, or its name.</summary>
    public static KitArgument<string> Run()
    {
        var run = new KitArgument<string>("ID", new Text("The run's id, a part of it that is its alone, or its name", "Номер запуска, однозначная часть номера или имя"));
        run.CompletionSources.Add(_ => LiveNames.DetachedRuns(KitServices.OfProcess()));
        return run;
    }

    /// <summary>The run that is meant, watched again where nobody did.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.UnknownName"/>, <see cref="ErrorCode.Usage"/>: there is none, or several; <see cref="ErrorCode.PolicyRefused"/>: it is somebody's terminal's.</exception>
    public static async Task<RunRecord> FindAsync(CommandContext context, string word, CancellationToken cancellation)
    {
        string id = context.Services.RunOrders.Require(word).Id;
        await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
        return context.Services.RunOrders.DetachedOf(id);
    }
}
