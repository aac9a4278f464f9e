using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class MigrateCommand
{
    public static KitCommand Create()
    {
        var from = new KitOption<string?>("--from", new Text("The configuration to take over (default: the one in use, else ~/.config/agsekit/config.yaml)", "Какие настройки перенести (по умолчанию — те, что используются, иначе ~/.config/agsekit/config.yaml)")) { HelpName = "FILE" };
        KitOption<bool> yes = CommonOptions.Yes(), dryRun = CommonOptions.DryRun();
        return new KitCommand("migrate", new Text("Take over the configuration and the backups of the earlier agsekit (the Python package)", "Перенять настройки и копии прежней программы agsekit (пакета Python)"))
        {
            Group = CommandGroup.Setup,
            OwnCodes = [("7", new Text("something is left for you to put right", "что-то осталось исправить вам"))],
            Details = new Text(
                "Keys that changed are translated, keys that nothing reads any more become comments, and each of them is named first; everything else in the file stays as it is, and the old file is kept beside it. The snapshots that are there are listed, restored from and continued as they are: nothing in a backup folder is touched. It can be given again: what is done already is not done twice.",
                "Изменившиеся ключи переводятся, ключи, которые больше никто не читает, становятся комментариями, и каждый сначала называется; всё прочее в файле остаётся как есть, а прежний файл сохраняется рядом. Имеющиеся снимки видны в списках, из них можно восстанавливать, и новые продолжают их: в папках копий ничего не меняется. Команду можно повторять: сделанное второй раз не делается."),
            Examples =
            [
                new CommandExample("agsekit migrate --dry-run", new Text("only show", "только показать")),
                new CommandExample("agsekit migrate --from ~/old/config.yaml", new Text("from another file", "из другого файла")),
            ],
            Work = (context, cancellation) => new MigrationFlow(context).RunAsync(context.Value(from) is { } file ? context.FullPath(file) : null, context.Value(yes), context.Value(dryRun), cancellation),
        }.With(from, yes, dryRun);
    }
}
