using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class MountCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> source = MountWords.Source();
        KitOption<bool> all = MountWords.All();
        return new KitCommand("mount", new Text("Give a folder to its VM, to stay until 'umount'", "Подключить папку к её ВМ — до команды umount"))
        {
            Group = CommandGroup.Folders,
            Details = new Text("The VM is started if needed. 'agsekit run' mounts by itself and needs no 'mount' first.", "ВМ запускается при необходимости. «agsekit run» подключает папку сам."),
            Examples =
            [
                new CommandExample("agsekit mount", new Text("the folder you are in", "папку, в которой вы находитесь")),
                new CommandExample("agsekit mount --all", new Text("all of the configuration", "все из настроек")),
            ],
            Work = async (context, cancellation) =>
            {
                foreach ((MountSettings mount, _) in MountWords.Chosen(context, context.Value(source), context.Value(all)))
                    await MountWords.MountAsync(context, mount, cancellation).ConfigureAwait(false);
                return 0;
            },
        }.With(source, all);
    }
}
