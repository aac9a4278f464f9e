using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class SessionListCommand
{
    public static KitCommand Create() => new("list", new Text("List the sessions there are", "Показать имеющиеся сеансы"))
    {
        Group = CommandGroup.Boxes,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit session list", new Text("the oldest first", "сначала старые")),
            new CommandExample("agsekit session list --json", new Text("for programs", "для программ")),
        ],
        Work = async (context, cancellation) =>
        {
            SessionListRecord all = await SessionFlow.AskAsync(context, "GET", "/v1/sessions", [], ContractRecords.Default.SessionListRecord, cancellation).ConfigureAwait(false);
            if (context.Json)
                context.Terminal.Result(Json.Of(all, Json.Contracts.SessionListRecord));
            else if (all.Sessions.Count == 0)
                context.Terminal.Say(new Text("There are no sessions. One is made with: agsekit session create", "Сеансов нет. Создать: agsekit session create"));
            else
                context.Terminal.ResultRaw(SessionFlow.TableOf(context, all.Sessions).Render(context.Terminal.Settings.ColorOnOutput));
            return 0;
        },
    };
}
