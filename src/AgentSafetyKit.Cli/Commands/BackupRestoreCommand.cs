using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupRestoreCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> id = FolderWords.SnapshotId();
        var paths = new KitArgument<string[]>("PATH", new Text($"Only these files and folders, {FolderPaths.From.English}", $"Только эти файлы и папки, {FolderPaths.From.Russian}")) { Arity = ArgumentArity.ZeroOrMore };
        var place = new StoreWords();
        var options = new RestoreWords();
        return new KitCommand("restore", new Text("Put a folder, or some paths of it, back as a snapshot has them", "Вернуть папку или её часть в вид, сохранённый в снимке"))
        {
            TakesBytes = true,
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "Shows the plan and asks. The folder as it is now is saved first as another snapshot.\nFiles that the snapshot's ignore rules leave out are not touched.\nA restore that was broken off is finished by giving the same command again.",
                "Показывает план и спрашивает. Сначала нынешнее состояние сохраняется ещё одним снимком.\nФайлы, которые не входят в снимок по его правилам, не затрагиваются.\nПрерванное восстановление завершит та же команда, данная ещё раз."),
            Examples =
            [
                new CommandExample("agsekit backup restore 20260101-120000", new Text("the whole folder", "всю папку")),
                new CommandExample("agsekit backup restore 20260101-120000 src/main.py docs", new Text("one file and one folder", "один файл и одну папку")),
                new CommandExample("agsekit backup restore 20260101-120000 --to /tmp/look", new Text("to look at it elsewhere", "чтобы посмотреть отдельно")),
            ],
            Work = async (context, cancellation) =>
            {
                await RunWords.ClearAbandonedAsync(context, cancellation).ConfigureAwait(false);
                return await RestoreFlow.RunAsync(context, place.Folder(context), context.Value(id)!, context.Value(paths) ?? [], options.Answers(context), cancellation).ConfigureAwait(false);
            },
        }.With(id, paths, options.Target, options.Setuid, options.WithoutSafetySnapshot, place.Source, place.Destination, options.Yes, options.DryRun);
    }
}
