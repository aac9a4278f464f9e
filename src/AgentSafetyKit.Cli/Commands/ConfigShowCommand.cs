using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigShowCommand
{
    public static KitCommand Create() => new("show", new Text("Show the values in force and where each comes from (secrets left out)", "Показать действующие значения и откуда каждое (без секретов)"))
    {
        Group = CommandGroup.Setup,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit config show", new Text("as YAML with comments", "в виде YAML с пояснениями")),
            new CommandExample("agsekit config show --json", new Text("for programs", "для программ")),
        ],
        Work = (context, _) =>
        {
            KitConfig config = context.Services.Config();
            if (context.Json)
                context.Terminal.Result(ConfigWriter.ToJson(config));
            else
                context.Terminal.ResultRaw(ConfigWriter.ToYaml(config, context.Language));
            return Task.FromResult(0);
        },
    };
}
