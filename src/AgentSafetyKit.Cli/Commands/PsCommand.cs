using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class PsCommand
{
    private const int MostEnded = 100;

    public static KitCommand Create()
    {
        var all = new KitOption<bool>("--all", new Text("Also those that have ended", "И завершённые тоже"), "-a");
        return new KitCommand("ps", new Text("List the runs of agents and what they take", "Показать запуски агентов и что они занимают"))
        {
            Group = CommandGroup.Agents,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit ps", new Text("agents at work now", "агенты за работой")),
                new CommandExample("agsekit ps --all --json", new Text("the last hundred too, for programs", "и последние сто завершённых, для программ")),
            ],
            Work = async (context, cancellation) =>
            {
                await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
                IReadOnlyList<RunView> views = await context.Services.RunOverview.ListAsync(context.Value(all) ? MostEnded : 0, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(new RunListRecord([.. views.Select(view => RunViewRecord.Of(view, context.Language))]), Json.Contracts.RunListRecord));
                else
                    Show(context, views);
                return 0;
            },
        }.With(all);
    }

    private static void Show(CommandContext context, IReadOnlyList<RunView> views)
    {
        if (views.Count == 0)
        {
            context.Terminal.Say(new Text("No agent is at work.  agsekit run --detach AGENT  starts one that needs no terminal.", "Ни один агент не работает. Запустить без терминала:  agsekit run --detach АГЕНТ"));
            return;
        }

        Table table = RunTable.Of(views, context.Language, context.Services.HomeFolder, context.Services.Time.GetLocalNow());
        context.Terminal.ResultRaw(table.Render(context.Terminal.Settings.ColorOnOutput, context.Terminal.Settings.ColumnsOfOutput));
        foreach (RunView view in views.Where(view => view.State == RunState.Unreachable))
            context.Terminal.Warn(new Text($"{view.Run.Id}: {view.Cause.English}", $"{view.Run.Id}: {view.Cause.Russian}"));
    }
}
