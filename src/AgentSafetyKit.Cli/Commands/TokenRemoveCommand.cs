using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class TokenRemoveCommand
{
    public static KitCommand Create()
    {
        var name = new KitArgument<string>("NAME", new Text("A token of 'agsekit token list'", "Имя из «agsekit token list»"));
        name.CompletionSources.Add(_ => LiveNames.Tokens(KitServices.OfProcess()));
        return new KitCommand("remove", new Text("End a token: it opens nothing any more", "Отозвать токен: он больше ничего не откроет"))
        {
            Group = CommandGroup.Service,
            Details = new Text("Connections that were opened with it end within seconds.", "Соединения, открытые с ним, завершатся за несколько секунд."),
            Examples =
            [
                new CommandExample("agsekit token remove laptop", new Text("when the laptop is gone", "если ноутбук потерян")),
                new CommandExample("agsekit token list", new Text("what there is", "какие есть")),
            ],
            Work = async (context, cancellation) =>
            {
                string called = context.Value(name)!;
                await new ApiTokenStore(context.Services.Paths).RemoveAsync(called, cancellation).ConfigureAwait(false);
                context.Terminal.Say(new Text($"The token '{called}' opens nothing any more.", $"Токен «{called}» больше ничего не открывает."));
                return 0;
            },
        }.With(name);
    }
}
