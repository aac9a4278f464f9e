using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class TripwireContinueCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> folder = TripwireWords.Folder();
        return new KitCommand("continue", new Text("Let the agent go on: what it does is meant", "Пусть агент продолжает: так и задумано"))
        {
            Details = new Text(
                "Nothing is counted until it has been quiet for a while; then the tripwire is armed again.", "Пока всё не стихнет, ничего не считается; затем tripwire снова взведён."),
            Examples =
            [
                new CommandExample("agsekit tripwire continue", new Text("the only one that waits", "единственный, кто ждёт")),
                new CommandExample("agsekit tripwire continue ~/project", new Text("the one in this folder", "тот, что в этой папке")),
            ],
            Work = (context, _) =>
            {
                TrippedMount tripped = TripwireWords.Find(context, context.Value(folder), "continue");
                context.Services.TripwireOrders.Continue(tripped);
                string shown = Printable.Escape(tripped.Source);
                context.Terminal.Result(new Text($"The agent in {shown} goes on.", $"Агент в {shown} продолжает."));
                return Task.FromResult(0);
            },
        }.With(folder);
    }
}
