using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Output;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupsCommand
{
    public static KitCommand Create()
    {
        KitArgument<string> folder = FolderWords.Folder();
        KitOption<string?> destination = FolderWords.Destination();
        var why = new KitOption<bool>("--why", new Text("Say of each whether it stays at the next cleaning, and why", "Сказать о каждом, останется ли он при следующей очистке и почему"));
        return new KitCommand("backups", new Text("List the snapshots of a folder", "Показать снимки папки"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Examples =
            [
                new CommandExample("agsekit backups", new Text("of the folder you are in", "папки, в которой вы находитесь")),
                new CommandExample("agsekit backups --why", new Text("and which of them stay, and why", "и какие из них останутся и почему")),
                new CommandExample("agsekit backups ~/project --json", new Text("of another one, for programs", "другой папки, для программ")),
            ],
            Work = (context, cancellation) =>
            {
                ProtectedFolder found = FolderWords.FindStore(context, context.Value(folder)!, context.Value(destination));
                SnapshotStore store = context.Services.Snapshots(found.Spec);
                var request = new PruneRequest { Policy = KeepingPolicy.Of(found), AcceptsMissingSource = found.IsNamedBySnapshots };
                PrunePlan? plan = context.Value(why) ? store.PlanPrune(request, context.Services.Time.GetUtcNow(), SnapshotWords.Progress(context), cancellation) : null;
                IReadOnlyList<SnapshotInfo> snapshots = plan?.Snapshots ?? store.List();
                IReadOnlyList<string> waiting = store.Waiting();
                if (context.Json)
                    context.Terminal.Result(Json.Of(new SnapshotListRecord(found.Source, found.BackupFolder, plan?.Policy is { } policy ? PolicyRecord.Of(policy) : null, Records(snapshots, plan, context.Language), waiting), Json.Contracts.SnapshotListRecord));
                else
                    Show(context, found, snapshots, plan);
                foreach (string id in context.Json ? [] : waiting)
                    context.Terminal.Say(new Text($"{id} is stored and still being finished.", $"{id} сохранён, но ещё не завершён."));
                return Task.FromResult(0);
            },
        }.With(folder, destination, why);
    }

    private static List<SnapshotRecord> Records(IReadOnlyList<SnapshotInfo> snapshots, PrunePlan? plan, Language language) =>
        [.. snapshots.Select((snapshot, i) => SnapshotRecord.Of(snapshot, plan is null ? null : RetentionRecord.Of(plan.Decisions[i], language)))];

    private static void Show(CommandContext context, ProtectedFolder found, IReadOnlyList<SnapshotInfo> snapshots, PrunePlan? plan)
    {
        string source = Printable.Escape(found.Source), place = Printable.Escape(found.BackupFolder);
        if (snapshots.Count == 0)
        {
            context.Terminal.Say(found.Source == found.BackupFolder
                ? new Text($"There are no snapshots in {place}.", $"В {place} нет снимков.")
                : new Text($"There are no snapshots of {source} in {place} yet.\nTake the first:  {found.Spec.CommandToTake}", $"Снимков {source} в {place} пока нет.\nСделать первый:  {found.Spec.CommandToTake}"));
            return;
        }

        context.Terminal.Say(found.Source == found.BackupFolder
            ? new Text($"Snapshots in {place}, oldest first:", $"Снимки в {place}, начиная со старых:")
            : new Text($"Snapshots of {source} in {place}, oldest first:", $"Снимки {source} в {place}, начиная со старых:"));
        context.Terminal.ResultRaw(SnapshotView.Table(snapshots, plan?.Decisions, context.Services.Time, context.Language, context.Terminal.Settings.ColorOnOutput));
        if (plan is null)
            return;
        Text policy = KeepingPolicy.Words(KeepingPolicy.Of(found), found);
        context.Terminal.Say(new Text($"Kept by {policy.English}.", $"Правило хранения: {policy.Russian}."));
        if (plan.FrozenBecause is { } cause)
            context.Terminal.Warn(new Text($"nothing is removed now: {cause.English}", $"сейчас ничего не удаляется: {cause.Russian}"));
    }
}
