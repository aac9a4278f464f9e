using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupRepeatedCommand
{
    public static KitCommand Create()
    {
        var source = new KitOption<string>("--source-dir", new Text("The folder to take snapshots of", "Папка, с которой делаются снимки")) { Required = true, HelpName = "PATH" };
        var destination = new KitOption<string>("--dest-dir", new Text("Where its snapshots are kept", "Где хранятся её снимки")) { Required = true, HelpName = "PATH" };
        var exclude = new KitOption<string[]>("--exclude", new Text("Leave out what fits this pattern (gitignore language; may be repeated; comes after exclude of the configuration)", "Не сохранять подходящее под шаблон (язык gitignore; можно повторять; идёт после exclude из настроек)"))
        { HelpName = "PATTERN" };
        KitOption<string?> interval = RepeatedWords.Interval(), keep = RepeatedWords.MaxBackups(), method = RepeatedWords.CleanMethod();
        KitOption<bool> skipFirst = RepeatedWords.SkipFirst(), continuous = RepeatedWords.Continuous(), notContinuous = RepeatedWords.NotContinuous();
        return new KitCommand("backup-repeated", new Text("Take snapshots of a folder until stopped", "Делать снимки папки, пока не остановят"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "One at once, one soon after each burst of changes (2 seconds of quiet, 30 seconds at most), and a full check at each interval.\nA folder that is unmounted or emptied is waited for. Ctrl+C stops; with --json every event is a line.",
                "Один сразу, один вскоре после каждой серии изменений (2 секунды тишины, но не позже 30 секунд), и полная проверка через каждый интервал.\nОтключённую или опустевшую папку команда ждёт. Ctrl+C останавливает; с --json каждое событие — строка."),
            Examples =
            [
                new CommandExample("agsekit backup-repeated --source-dir ~/project --dest-dir ~/backups-project", new Text("after changes, and every 5 minutes", "после изменений и каждые 5 минут")),
                new CommandExample("agsekit backup-repeated --source-dir . --dest-dir ../backups --interval 60 --no-continuous", new Text("once an hour", "раз в час")),
            ],
            Work = (context, cancellation) =>
            {
                string place = context.FullPath(context.Value(destination)!);
                SnapshotStoreSpec spec = BackupReach.SpecOf(context, context.FullPath(context.Value(source)!), place);
                spec = spec with
                {
                    Source = FolderFinder.RequireReal(spec.Source),
                    Exclude = context.Value(exclude) ?? [],
                    Retention = RepeatedWords.RetentionOf(context.Value(keep), context.Value(method), spec.Retention),
                };
                var loop = new BackupLoopSpec
                {
                    Interval = RepeatedWords.IntervalOf(context.Value(interval)),
                    OnBursts = RepeatedWords.ContinuousOf(context.Value(continuous), context.Value(notContinuous)) ?? true,
                    TakesFirst = !context.Value(skipFirst),
                    WaitsForLock = true,
                };
                return BackupRoutine.RunAsync(context, [new RepeatedBackup(spec, loop)], cancellation);
            },
        }.With(source, destination, exclude, interval, keep, method, skipFirst, continuous, notContinuous);
    }
}
