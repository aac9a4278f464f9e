using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class UmountCommand
{
    public static KitCommand Create()
    {
        KitArgument<string?> source = MountWords.Source();
        KitOption<bool> all = new("--all", new Text("All folders that are mounted", "Все подключённые папки"));
        return new KitCommand("umount", new Text("Take a folder away from its VM", "Отключить папку от её ВМ"))
        {
            Group = CommandGroup.Folders,
            Examples =
            [
                new CommandExample("agsekit umount", new Text("the folder you are in", "папку, в которой вы находитесь")),
                new CommandExample("agsekit umount --all", new Text("all of them", "все")),
            ],
            Work = async (context, cancellation) =>
            {
                IReadOnlyList<MountRecord> mounted = context.Services.Mounts.All();
                string folder = context.FullPath(context.Value(source) ?? ".");
                string real = FolderFinder.RequireReal(context.Value(all) ? "/" : folder);
                List<MountRecord> meant = [.. mounted.Where(record => context.Value(all) || FolderFinder.IsAtOrBeneath(real, record.Source))];
                await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
                foreach (MountRecord record in meant)
                {
                    await context.Services.FolderMounts.UnmountAsync(record.Id).ConfigureAwait(false);
                    string shown = Printable.Escape(record.Source);
                    context.Terminal.Result(new Text($"{shown} is no longer mounted in VM '{record.Machine}'.", $"{shown} больше не подключена в ВМ «{record.Machine}»."));
                }

                if (meant.Count == 0)
                    context.Terminal.Say(new Text("Nothing of that is mounted.", "Ничего из этого не подключено."));
                return 0;
            },
        }.With(source, all);
    }
}
