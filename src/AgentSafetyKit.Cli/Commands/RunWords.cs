using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>The words by which <c>review</c> and <c>undo</c> are told which run is meant.</summary>
internal static class RunWords
{
    public static KitArgument<string?> Run()
    {
        var run = new KitArgument<string?>("RUN", new Text("The run's id (default: the last one in the folder you are in)", "Номер запуска (по умолчанию — последний в текущей папке)")) { Arity = ArgumentArity.ZeroOrOne };
        run.CompletionSources.Add(_ => LiveNames.Runs(KitServices.OfProcess()));
        return run;
    }

    public static RunRecord Find(CommandContext context, string? id)
    {
        if (id is not null)
            return context.Services.Runs.Find(id) ?? context.Services.Runs.FindNamed(id) ?? throw NoRun(new Text($"there is no run '{Printable.Escape(id)}'", $"нет запуска «{Printable.Escape(id)}»"), context, id);
        return LastHere(context) ?? throw NoRun(
            new Text("no agent was run in this folder", "в этой папке агенты не запускались"), context, "");
    }

    /// <summary>What must stand behind a command typed here for it to mean this run, with a blank before it: nothing where it is the last one here.</summary>
    public static string NameOf(CommandContext context, RunRecord run) => LastHere(context)?.Id == run.Id ? "" : " " + run.Id;

    /// <summary>Sees to what killed runs left, and says so: for commands that touch folders.</summary>
    public static async Task ClearAbandonedAsync(CommandContext context, CancellationToken cancellation)
    {
        foreach (RunRecord run in await context.Services.AbandonedRuns.ClearAsync(cancellation).ConfigureAwait(false))
        {
            string folder = Printable.Escape(run.Folder);
            if (!run.IsDetached)
            {
                context.Terminal.Say(new Text(
                    $"Run {run.Id} of '{run.Agent}' in {folder} had been broken off; its agent was ended.", $"Запуск {run.Id} агента «{run.Agent}» в {folder} был оборван; его агент завершён."));
            }
            else if (run.EndedAt is not null)
            {
                context.Terminal.Say(DetachedFlow.HowItEnded(run));
            }
        }
    }

    /// <summary>The last run in the folder the user stands in, or in one above it.</summary>
    private static RunRecord? LastHere(CommandContext context)
    {
        string here = RealPath.OfExistingPart(context.FullPath("."));
        return context.Services.Runs.All().FirstOrDefault(run => FolderFinder.IsAtOrBeneath(here, run.Folder));
    }

    private static KitException NoRun(Text cause, CommandContext context, string id)
    {
        string? nearest = NearestName.Find(id, context.Services.Runs.Ids());
        return new KitException(
            ErrorCode.UnknownName,
            id.Length > 0 ? new Text("that run is not known", "такой запуск неизвестен") : new Text("there is no run to take", "нет запуска, который можно было бы взять"),
            cause,
            nearest is null
                ? new Text("go into a folder an agent worked in, or list its snapshots: agsekit backups", "перейдите в папку, где работал агент, или посмотрите её снимки: agsekit backups")
                : new Text($"did you mean '{nearest}'?", $"возможно, имелось в виду «{nearest}»?"));
    }
}
