using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

internal static class ConfigPathCommand
{
    public static KitCommand Create() => new("path", new Text("Show which configuration file is used", "Показать, какой файл настроек используется"))
    {
        Group = CommandGroup.Setup,
        Reports = true,
        Examples =
        [
            new CommandExample("agsekit config path", new Text("the file's path", "путь к файлу")),
            new CommandExample("agsekit config path --json", new Text("and where everything else lives", "и где лежит всё остальное")),
        ],
        Work = (context, _) =>
        {
            string file = context.Services.ConfigFile;
            KitPaths paths = context.Services.KeyPaths;
            if (context.Json)
            {
                var record = new ConfigPathRecord(file, File.Exists(file), paths.SshFolder, paths.StateFolder, paths.DataFolder, paths.CacheFolder, paths.RuntimeFolder);
                context.Terminal.Result(Json.Of(record, Json.Records.ConfigPathRecord));
            }
            else
            {
                context.Terminal.Result(Printable.Escape(file));
                if (!File.Exists(file))
                    context.Terminal.Say(new Text("(not there yet: 'agsekit config-gen' makes one)", "(его ещё нет; создать: agsekit config-gen)"));
            }

            return Task.FromResult(0);
        },
    };
}
