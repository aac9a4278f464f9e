using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupOnceCommand
{
    public static KitCommand Create()
    {
        var source = new KitOption<string>("--source-dir", new Text("The folder to take a snapshot of", "Папка, с которой делается снимок")) { Required = true, HelpName = "PATH" };
        var destination = new KitOption<string>("--dest-dir", new Text("Where its snapshots are kept", "Где хранятся её снимки")) { Required = true, HelpName = "PATH" };
        var exclude = new KitOption<string[]>("--exclude", new Text("Leave out what fits this pattern (gitignore language; may be repeated; comes after exclude of the configuration)", "Не сохранять подходящее под шаблон (язык gitignore; можно повторять; идёт после exclude из настроек)"))
        { HelpName = "PATTERN" };
        var progress = new KitOption<bool>("--progress", new Text("Show progress also with --json or --quiet, and each second where there is no terminal", "Показывать ход работы и с --json или --quiet, а без терминала — каждую секунду"));
        var keep = new KitOption<string?>("--max-backups", new Text("How many snapshots to keep (default: all)", "Сколько снимков хранить (по умолчанию все)")) { HelpName = "N" };
        KitOption<string?> method = RepeatedWords.CleanMethod();
        KitOption<bool> yes = CommonOptions.Yes();
        return new KitCommand("backup-once", new Text("Take one snapshot of a folder", "Сделать один снимок папки"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "Unchanged files are hard links to the previous snapshot. When nothing changed there is no new snapshot.\nWhen most of the folder is gone, more is new than the configuration allows, or the snapshots there are of another folder, it is refused unless --yes is given.",
                "Неизменившиеся файлы — жёсткие ссылки на предыдущий снимок. Если ничего не изменилось, нового снимка нет.\nЕсли пропала бо́льшая часть папки, нового больше, чем разрешают настройки, или там лежат снимки другой папки, снимок делается только с --yes."),
            Examples =
            [
                new CommandExample("agsekit backup-once --source-dir ~/project --dest-dir ~/backups-project", new Text("one snapshot", "один снимок")),
                new CommandExample("agsekit backup-once --source-dir . --dest-dir ../backups --exclude node_modules/", new Text("without node_modules", "без node_modules")),
                new CommandExample("agsekit backup-once --source-dir ~/project --dest-dir ~/backups-project --max-backups 30", new Text("by cron: old ones go when there are more", "для cron: старые уходят, когда их больше")),
            ],
            Work = (context, cancellation) =>
            {
                string place = context.FullPath(context.Value(destination)!);
                SnapshotStoreSpec spec = BackupReach.SpecOf(context, context.FullPath(context.Value(source)!), place);
                spec = spec with
                {
                    Exclude = context.Value(exclude) ?? [],
                    Retention = context.Value(keep) is null && context.Value(method) is null ? null : RepeatedWords.RetentionOf(context.Value(keep), context.Value(method), spec.Retention),
                };
                bool asked = context.Value(progress);
                IProgress<WorkProgress> shown = context.Json && !asked ? NoProgress.Instance : context.Terminal.Progress(asked);
                SnapshotStore store = context.Services.Snapshots(spec);
                var request = new SnapshotRequest
                {
                    AcceptsMassDeletion = context.Value(yes),
                    AcceptsAnySize = context.Value(yes),
                    AcceptsOtherSource = context.Value(yes),
                    FrozenRules = context.Services.Folders.RulesOfRun(spec, context.Terminal.Warn, cancellation),
                };
                SnapshotResult result = store.Create(request, shown, cancellation);
                return Task.FromResult(Show(context, result));
            },
        }.With(source, destination, exclude, keep, method, progress, yes);
    }

    private static int Show(CommandContext context, SnapshotResult result)
    {
        bool created = result.Outcome == SnapshotOutcome.Created;
        Text done = created ? SnapshotView.Created(result.Snapshot) : new Text($"Nothing changed since {result.Snapshot.Id}.", $"С {result.Snapshot.Id} ничего не изменилось.");
        context.Terminal.IsDone = done;
        SnapshotRecord record = SnapshotRecord.Of(result.Snapshot);
        WarningLines.Show(result.Warnings, context.Terminal);
        if (result.NewlyExcluded > 0)
            context.Terminal.Say(result.RulesWords);
        if (context.Json)
            context.Terminal.Result(Json.Of(new BackupRecord(created, record, [.. result.Removed.Select(decision => decision.Id)], [.. result.Warnings.Select(w => w.Describe().In(context.Language))], result.NewlyExcluded), Json.Records.BackupRecord));
        else
            context.Terminal.Result(done);
        foreach (RetentionDecision gone in result.Removed)
            context.Terminal.Detail(RetentionView.Gone(gone));
        return (int)(result.Warnings.Count > 0 ? ExitCode.Warnings : ExitCode.Ok);
    }
}
