using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

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
                foreach ((MountSettings mount, string real) in MountWords.Chosen(context, context.Value(source), context.Value(all)))
                {
                    context.Services.FolderRules.Check(real);
                    new BackupPlacement(config, context.Services.Mounts.All()).Check(real, mount.Backups ? mount.Backup : null);
                    MachineSettings machine = config.FindMachine(mount.Machine)!;
                    void RequireAllowed() => new AgentPolicy(config, context.Services.Mounts.All(), context.Services.Runs.Live()).CheckNewcomer(mount, machine, real);
                    RequireAllowed();
                    await context.Services.MachineSupply.ReadyAsync(machine, context.Terminal.Progress(), cancellation).ConfigureAwait(false);
                    await context.Services.FolderMounts.MountAsync(MountWishes.Of(mount, real, machine.Name), RequireAllowed, cancellation).ConfigureAwait(false);
                    string shown = Printable.Escape(real), target = Printable.Escape(mount.Target);
                    context.Terminal.Result(new Text($"{shown} is mounted in VM '{machine.Name}' at {target}.", $"{shown} подключена в ВМ «{machine.Name}» как {target}."));
                }

                return 0;
            },
        }.With(source, all);
    }
}
