using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class SessionDeleteCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = SessionFlow.Id();
        return new KitCommand("delete", new Text("End a session and remove all of it", "Завершить сеанс и удалить его целиком"))
        {
            Group = CommandGroup.Boxes,
            Details = new Text("It does not ask: a session is gone in minutes anyway.", "Без вопросов: сеанс и так исчезнет через несколько минут."),
            Examples =
            [
                new CommandExample("agsekit session delete 4fd0c0e2a5b84d2c9f1c7d3b8a6e5f10", new Text("with its processes and files", "вместе с процессами и файлами")),
                new CommandExample("agsekit session delete 4fd0c0e2a5b84d2c9f1c7d3b8a6e5f10 --quiet", new Text("without a word", "молча")),
            ],
            Work = async (context, cancellation) =>
            {
                await SessionFlow.AskAsync(context, "DELETE", SessionFlow.PathOf(context.Value(id)!), [], ContractRecords.Default.HealthResponse, cancellation).ConfigureAwait(false);
                context.Terminal.Result(new Text("The session is gone.", "Сеанса больше нет."));
                return 0;
            },
        }.With(id);
    }
}
