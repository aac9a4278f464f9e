using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupCleanCommand
{
    public static KitCommand Create()
    {
        var source = new KitArgument<string>("SRC", new Text("The folder, or the folder of its snapshots", "Папка или папка её снимков"));
        var keep = new KitArgument<string?>("KEEP", new Text("How many to keep (default: max_backups of the folder, else 100)", "Сколько оставить (по умолчанию — max_backups папки, иначе 100)"))
        { Arity = ArgumentArity.ZeroOrOne };
        var method = new KitArgument<string?>("METHOD", new Text("thin or tail (default: backup_clean_method of the folder, else thin)", "thin или tail (по умолчанию — backup_clean_method папки, иначе thin)"))
        { Arity = ArgumentArity.ZeroOrOne };
        method.CompletionSources.Add("thin", "tail");
        KitOption<string?> destination = FolderWords.Destination();
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("backup-clean", new Text("Remove old snapshots, and say of each why it stays or goes", "Удалить старые снимки, объяснив о каждом, почему он остаётся или удаляется"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "tail keeps the newest. thin keeps the newest three, and of the older ones ever fewer the older they are.\nNever removed: the newest, the pinned, and those before the last 10 runs.\nmax_backup_size of the folder holds too.",
                "tail оставляет самые новые. thin оставляет три самых новых, а из остальных — тем меньше, чем они старше.\nНикогда не удаляются: самый новый, закреплённые и сделанные перед последними 10 запусками.\nДействует и max_backup_size папки."),
            Examples =
            [
                new CommandExample("agsekit backup-clean ~/project --dry-run", new Text("what would go, and why", "что было бы удалено и почему")),
                new CommandExample("agsekit backup-clean ~/project 20 tail", new Text("keep the newest 20", "оставить 20 самых новых")),
                new CommandExample("agsekit backup-clean ~/backups-project 5 thin --yes", new Text("by the folder of the snapshots, without asking", "по папке снимков, не спрашивая")),
            ],
            Work = (context, cancellation) =>
            {
                ProtectedFolder folder = FolderWords.FindStore(context, context.Value(source)!, context.Value(destination));
                RetentionPolicy policy = RetentionArguments.Apply(KeepingPolicy.Of(folder), context.Value(keep), context.Value(method));
                return CleanFlow.RunAsync(context, folder, policy, context.Value(yes), context.Value(dryRun), cancellation);
            },
        }.With(source, keep, method, destination, yes, dryRun);
    }
}
