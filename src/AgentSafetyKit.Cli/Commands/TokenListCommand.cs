using System.Globalization;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Access;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class TokenListCommand
{
    public static KitCommand Create() => new("list", new Text("List the tokens by name", "Показать имена токенов"))
    {
        Group = CommandGroup.Service,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit token list", new Text("a table", "таблица")),
            new CommandExample("agsekit token list --json", new Text("for programs", "для программ")),
        ],
        Work = (context, _) =>
        {
            IReadOnlyList<ApiToken> tokens = new ApiTokenStore(context.Services.Paths).All();
            if (context.Json)
                context.Terminal.Result(Json.Of(new TokenListRecord([.. tokens.Select(token => new TokenRecord(token.Name, token.CreatedAt))]), Json.Records.TokenListRecord));
            else if (tokens.Count == 0)
                context.Terminal.Say(new Text("There are no tokens. One is made with: agsekit token add NAME", "Токенов нет. Создать: agsekit token add ИМЯ"));
            else
                context.Terminal.ResultRaw(TableOf(context, tokens).Render(context.Terminal.Settings.ColorOnOutput));
            return Task.FromResult(0);
        },
    };

    private static Table TableOf(CommandContext context, IReadOnlyList<ApiToken> tokens)
    {
        Table table = context.Language == Language.Russian ? new Table("ТОКЕН", "СОЗДАН") : new Table("TOKEN", "MADE");
        foreach (ApiToken token in tokens)
            table.Add(token.Name, TimeZoneInfo.ConvertTime(token.CreatedAt, context.Services.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        return table;
    }
}
