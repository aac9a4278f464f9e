using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class SessionShowCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = SessionFlow.Id();
        return new KitCommand("show", new Text("Show one session", "Показать один сеанс"))
        {
            Group = CommandGroup.Boxes,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit session show 4fd0c0e2a5b84d2c9f1c7d3b8a6e5f10", new Text("until when it is there, and what it may take", "до какого времени он есть и что ему можно")),
                new CommandExample("agsekit session show 4fd0c0e2a5b84d2c9f1c7d3b8a6e5f10 --json", new Text("for programs", "для программ")),
            ],
            Work = async (context, cancellation) =>
            {
                SessionRecord session = await SessionFlow.AskAsync(context, "GET", SessionFlow.PathOf(context.Value(id)!), [], ContractRecords.Default.SessionRecord, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(session, Json.Contracts.SessionRecord));
                else
                    context.Terminal.ResultRaw(SessionFlow.TableOf(context, [session]).Render(context.Terminal.Settings.ColorOnOutput));
                return 0;
            },
        }.With(id);
    }
}
