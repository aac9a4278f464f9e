using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class UndoCommand
{
    public static KitCommand Create()
    {
        KitArgument<string[]> words = new("RUN|PATH", new Text("A run's id, then paths; without an id the last run in the folder you are in", "Номер запуска, затем пути; без номера — последний запуск в текущей папке"))
        { Arity = ArgumentArity.ZeroOrMore };
        var options = new RestoreWords();
        return new KitCommand("undo", new Text("Put the folder (or some paths) back as before a run", "Вернуть папку (или её часть) в вид до запуска агента"))
        {
            TakesBytes = true,
            Group = CommandGroup.Agents,
            Reports = true,
            Details = new Text(
                "Shows the plan and asks. The folder as it is now is saved first, so that undo can be undone.", "Показывает план и спрашивает. Нынешнее состояние сначала сохраняется, так что отмену можно отменить."),
            Examples =
            [
                new CommandExample("agsekit undo", new Text("all that the last run did", "всё, что сделал последний запуск")),
                new CommandExample("agsekit undo README.md src", new Text("only these paths", "только эти пути")),
                new CommandExample("agsekit undo --to /tmp/look", new Text("the folder as before the last run, elsewhere", "папку до последнего запуска — в другое место")),
                new CommandExample("agsekit undo 20260101-120000-1a2b --dry-run", new Text("what it would do for that run", "что было бы сделано для того запуска")),
            ],
            Work = async (context, cancellation) =>
            {
                await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
                string[] given = context.Value(words) ?? [];
                bool startsWithId = given.Length > 0 && IsMeantAsId(context, given[0]);
                RunRecord run = RunWords.Find(context, startsWithId ? given[0] : null);
                (ProtectedFolder folder, string before) = RunReviews.Require(run);
                context.Terminal.Say(new Text(
                    $"Undoing run {run.Id} of '{run.Agent}' in {Printable.Escape(run.Folder)}.", $"Отмена запуска {run.Id} агента «{run.Agent}» в {Printable.Escape(run.Folder)}."));
                return await RestoreFlow.RunAsync(
                    context, folder, before, startsWithId ? given[1..] : given, options.Answers(context), cancellation).ConfigureAwait(false);
            },
        }.With(words, options.Target, options.Setuid, options.WithoutSafetySnapshot, options.Yes, options.DryRun);
    }

    /// <summary>An id there is, a run's name that is no path, or what can only be a mistyped id: to take it for a path would undo another run than the one meant.</summary>
    private static bool IsMeantAsId(CommandContext context, string word) =>
        context.Services.Runs.Find(word) is not null || ((RunStore.HasFormOfId(word) || context.Services.Runs.FindNamed(word) is not null) && !Path.Exists(context.FullPath(word)));
}
