using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class TripwireListCommand
{
    public static KitCommand Create() => new("list", new Text("Folders in which an agent was stopped and waits", "Папки, где агент остановлен и ждёт"))
    {
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit tripwire list", new Text("what waits for an answer", "что ждёт ответа")),
            new CommandExample("agsekit tripwire list --json", new Text("for programs", "для программ")),
        ],
        Work = (context, _) =>
        {
            IReadOnlyList<TrippedMount> waiting = context.Services.TripwireOrders.All();
            if (context.Json)
                context.Terminal.Result(Json.Of(new TripwireListRecord([.. waiting.Select(tripped => TripwireRecord.Of(tripped, context.Services.TripwireOrders, context.Language))]), Json.Contracts.TripwireListRecord));
            else if (waiting.Count == 0)
                context.Terminal.Say(new Text("No agent waits.", "Ни один агент не ждёт."));
            foreach (TrippedMount tripped in context.Json ? [] : waiting)
            {
                foreach (Text line in TripwireView.Lines(tripped, context.Services.TripwireOrders))
                    context.Terminal.Result(line);
            }

            return Task.FromResult(0);
        },
    };
}
