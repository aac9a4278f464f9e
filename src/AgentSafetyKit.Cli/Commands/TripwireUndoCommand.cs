using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class TripwireUndoCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> folder = TripwireWords.Folder();
        var yes = CommonOptions.Yes();
        return new KitCommand("undo", new Text("End the agent and put the folder back as it was before", "Завершить агента и вернуть папку в прежний вид"))
        {
            Details = new Text(
                "What the agent has done stays in a snapshot, so this can be undone too.", "Сделанное агентом остаётся в снимке, так что и это можно отменить."),
            Examples =
            [
                new CommandExample("agsekit tripwire undo", new Text("the only one that waits", "единственный, кто ждёт")),
                new CommandExample("agsekit tripwire undo ~/project --yes", new Text("the one in this folder, without a question", "тот, что в этой папке, без вопроса")),
            ],
            Work = async (context, cancellation) =>
            {
                TrippedMount tripped = TripwireWords.Find(context, context.Value(folder), "undo");
                foreach (Text line in TripwireView.Lines(tripped, context.Services.TripwireOrders))
                    context.Terminal.Always(line);
                var nothingDone = new Text("nothing was undone", "ничего не отменено");
                if (!context.Value(yes) && !await context.Terminal.AskAsync(new Text("End the agent and undo it?", "Завершить агента и отменить?"), nothingDone, CommonOptions.HowToAgree, cancellation).ConfigureAwait(false))
                    throw new KitException(ErrorCode.Cancelled, nothingDone, new Text("you said no", "вы ответили «нет»"), Text.None);
                RestoreOutcome outcome = await context.Services.TripwireOrders.UndoAsync(tripped, new RenewedProgress(context.Terminal), cancellation).ConfigureAwait(false);
                context.Terminal.Settle();
                return TripwireView.ShowEnd(context, tripped, outcome);
            },
        }.With(folder, yes);
    }
}
