using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class TokenAddCommand
{
    public static KitCommand Create()
    {
        var name = new KitArgument<string>("NAME", new Text("What to call it: the program or the computer it is for", "Как его назвать: для какой программы или компьютера"));
        var most = new KitOption<int?>("--max-sessions", new Text("How many sessions it may have at a time (default: as many as there may be)", "Сколько сеансов сразу (по умолчанию — сколько их вообще может быть)")) { HelpName = "N" };
        return new KitCommand("add", new Text("Make a token, and print it this one time", "Создать токен и один раз показать его"))
        {
            Group = CommandGroup.Service,
            Reports = true,
            Details = new Text(
                "Whoever has it can do over TCP what you can do with agsekit. Only its hash is kept, so it is not shown again. It opens nothing until 'api.listen' is set.",
                "Владелец токена может по TCP всё, что вы можете командами agsekit. Хранится только хеш, поэтому второй раз токен не показать. Пока не задан api.listen, он ничего не открывает."),
            Examples =
            [
                new CommandExample("agsekit token add laptop", new Text("the token alone is on standard output", "в стандартном выводе — только сам токен")),
                new CommandExample("agsekit token add ci --json", new Text("for programs", "для программ")),
            ],
            Work = async (context, cancellation) =>
            {
                DateTimeOffset now = context.Services.Time.GetUtcNow();
                string called = context.Value(name)!;
                string token = await new ApiTokenStore(context.Services.Paths).AddAsync(called, context.Value(most), now, cancellation).ConfigureAwait(false);
                if (context.Json)
                    context.Terminal.Result(Json.Of(new NewTokenRecord(called, token, now), Json.Records.NewTokenRecord));
                else
                    context.Terminal.Result(token);
                context.Terminal.Say(new Text("It is not shown again. With each request: Authorization: Bearer TOKEN", "Больше он показан не будет. В каждом запросе: Authorization: Bearer ТОКЕН"));
                if (context.Services.ConfigIfAny()?.Api.Listen is null)
                    context.Terminal.Say(new Text("The daemon does not listen on TCP yet: set 'listen: 127.0.0.1:3001' under 'api' in the configuration.", "Служба пока не слушает TCP: задайте в настройках «listen: 127.0.0.1:3001» в разделе api."));
                return 0;
            },
        }.With(name, most);
    }
}
