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
                KitConfig config = context.Services.Config();
                foreach ((MountSettings mount, _) in MountWords.Chosen(context, context.Value(source), context.Value(all)))
                {
                    string real = await context.Services.MountOrders.MountAsync(config, mount, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                    string shown = Printable.Escape(real), target = Printable.Escape(mount.Target);
                    context.Terminal.Result(new Text($"{shown} is mounted in VM '{mount.Machine}' at {target}.", $"{shown} подключена в ВМ «{mount.Machine}» как {target}."));
                }

                return 0;
            },
        }.With(source, all);
    }
}
