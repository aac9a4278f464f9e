using System.CommandLine;
using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupVerifyCommand
{
    public static KitCommand Create()
    {
        var ids = new KitArgument<string[]>("ID", new Text("Snapshots (default: all of the folder)", "Снимки (по умолчанию — все снимки папки)")) { Arity = ArgumentArity.ZeroOrMore };
        var live = new KitOption<bool>("--source", new Text("Compare the folder itself with its newest snapshot, content by content", "Сравнить саму папку с новейшим снимком по содержимому"));
        var place = new StoreWords();
        SnapshotWords.Complete(ids);
        return new KitCommand("verify", new Text("Read snapshots again and compare them with what was stored", "Перечитать снимки и сравнить с тем, что было сохранено"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "Finds files that rotted, were cut off, added, lost or edited. What snapshots share is read once.\n--source finds edits that no check of sizes and times can see.\nThe exit code is 6 where something is wrong, 7 where not everything could be proved.",
                "Находит файлы испорченные, обрезанные, добавленные, пропавшие, изменённые. Общее для снимков читается один раз.\n--source находит правки, которых не видно по размеру и времени.\nКод завершения 6 — что-то не так, 7 — не всё удалось доказать."),
            Examples =
            [
                new CommandExample("agsekit backup verify", new Text("all snapshots of the folder you are in", "все снимки текущей папки")),
                new CommandExample("agsekit backup verify 20260101-120000", new Text("one of them", "один из них")),
                new CommandExample("agsekit backup verify --source", new Text("the folder against its newest snapshot", "папку по её новейшему снимку")),
            ],
            Work = (context, cancellation) =>
            {
                SnapshotStore store = place.Store(context);
                string[] wanted = context.Value(ids) ?? [];
                if (context.Value(live))
                {
                    RequireNoIds(wanted);
                    _ = SnapshotWords.Newest(store);
                    return Task.FromResult(VerifyView.Show(context.Terminal, new SourceVerifier(store, SnapshotWords.Progress(context), cancellation).Verify(), context.Json));
                }

                if (wanted.Length == 0)
                    _ = SnapshotWords.Newest(store);
                VerifyResult result = new SnapshotVerifier(store, SnapshotWords.Progress(context), cancellation).Verify(wanted);
                context.Services.BackupChecks.Remember(store.Spec, result, wasOfAll: wanted.Length == 0, context.Services.Time.GetUtcNow());
                return Task.FromResult(VerifyView.Show(context.Terminal, result, store.Spec.Place, context.Json));
            },
        }.With(ids, live, place.Source, place.Destination);
    }

    private static void RequireNoIds(string[] wanted)
    {
        if (wanted.Length == 0)
            return;
        throw new KitException(
            ErrorCode.Usage,
            new Text("--source takes no snapshots", "--source не принимает имена снимков"),
            new Text("the folder is compared with its newest snapshot", "папка сравнивается с её новейшим снимком"),
            Text.Verbatim("agsekit backup verify --source"));
    }
}
