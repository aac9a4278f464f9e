using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Writes a folder into the configuration, or takes it out.</summary>
internal static class MountEntryFlow
{
    private static readonly Text NotChanged = new("the configuration was not changed", "настройки не изменены");

    public static async Task<int> AddAsync(CommandContext context, string folder, Func<string, MountAddition> entry, MountEntryAnswers answers, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        string real = FolderFinder.RequireReal(folder), shown = Printable.Escape(real);
        services.FolderRules.Check(real);
        while (true)
        {
            string seen = ConfigChange.TextOf(services.ConfigFile);
            KitConfig config = services.Config();
            if (FolderFinder.MountOf(config, real) is { } there && RealPath.OfExistingPart(there.Source) == real)
                throw AlreadyThere(shown, there);
            string text = ConfigEditor.AddMount(seen, entry(real));
            MountSettings added = ConfigChange.RequireRight(services, text).Mounts[^1];
            new BackupPlacement(config, services.Mounts.All()).Check(real, added.Backups ? added.Backup : null);
            Show(context, added, shown);
            if (answers.DryRun)
                return 0;
            await AgreeAsync(context, answers.Yes, "addmount", shown, cancellation).ConfigureAwait(false);
            if (!await ConfigChange.TryWriteAsync(context, seen, text, cancellation).ConfigureAwait(false))
                continue;
            context.Terminal.Say(new Text($"Written to {Printable.Escape(services.ConfigFile)}.", $"Записано в {Printable.Escape(services.ConfigFile)}."));
            if (answers.MountNow)
                await MountWords.MountAsync(context, added, real, cancellation).ConfigureAwait(false);
            return 0;
        }
    }

    public static async Task<int> RemoveAsync(CommandContext context, string folder, MountEntryAnswers answers, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        while (true)
        {
            string seen = ConfigChange.TextOf(services.ConfigFile);
            KitConfig config = services.Config();
            MountSettings entry = MountWords.Required(config, folder);
            string text = ConfigEditor.RemoveMount(seen, entry.Index), shown = Printable.Escape(entry.Source), backups = Printable.Escape(entry.Backup);
            _ = ConfigChange.RequireRight(services, text);
            RequireUnmounted(services, entry, shown);
            context.Terminal.Always(new Text($"Taken out of the configuration: {shown}", $"Из настроек убирается: {shown}"));
            if (entry.Backups)
                context.Terminal.Always(new Text($"  its snapshots stay where they are: {backups}; no new ones are taken", $"  снимки остаются на месте: {backups}; новых больше не будет"));
            if (answers.DryRun)
                return 0;
            await AgreeAsync(context, answers.Yes, "removemount", shown, cancellation).ConfigureAwait(false);
            if (!await ConfigChange.TryWriteAsync(context, seen, text, cancellation).ConfigureAwait(false))
                continue;
            context.Terminal.Say(new Text($"{shown} is no longer in the configuration.", $"{shown} больше нет в настройках."));
            return 0;
        }
    }

    private static void Show(CommandContext context, MountSettings added, string shown)
    {
        string target = Printable.Escape(added.Target), backup = Printable.Escape(added.Backup);
        int minutes = (int)added.Interval.TotalMinutes;
        context.Terminal.Always(new Text($"To be added: {shown}", $"Добавляется: {shown}"));
        context.Terminal.Always(new Text($"  in VM '{added.Machine}' as {target}{(added.ReadOnly ? ", read-only" : "")}", $"  в ВМ «{added.Machine}» как {target}{(added.ReadOnly ? ", только для чтения" : "")}"));
        context.Terminal.Always(new Text($"  snapshots every {minutes} minutes in {backup}", $"  снимки раз в {minutes} мин в {backup}"));
    }

    private static async Task AgreeAsync(CommandContext context, bool yes, string command, string shown, CancellationToken cancellation)
    {
        var howToAgree = new Text($"to agree beforehand: agsekit {command} --yes {shown}", $"чтобы согласиться заранее: agsekit {command} --yes {shown}");
        if (!yes && !await context.Terminal.AskAsync(new Text("Go ahead?", "Продолжить?"), NotChanged, howToAgree, cancellation).ConfigureAwait(false))
            throw new KitException(ErrorCode.Cancelled, NotChanged, new Text("you said no", "вы ответили «нет»"), Text.None);
    }

    private static void RequireUnmounted(KitServices services, MountSettings entry, string shown)
    {
        if (services.Mounts.All().FirstOrDefault(record => record.Source == RealPath.OfExistingPart(entry.Source)) is not { } record)
            return;
        throw new KitException(
            ErrorCode.Busy,
            NotChanged,
            new Text($"{shown} is mounted in VM '{record.Machine}' now", $"{shown} сейчас подключена в ВМ «{record.Machine}»"),
            Text.Verbatim($"agsekit umount {shown}"));
    }

    private static KitException AlreadyThere(string shown, MountSettings there) => new(
        ErrorCode.FolderRefused,
        NotChanged,
        new Text($"{shown} is there already, for VM '{there.Machine}'", $"{shown} там уже есть, для ВМ «{there.Machine}»"),
        new Text("edit it there (agsekit config path), or take it out first: agsekit removemount", "измените её там (agsekit config path) или сначала уберите: agsekit removemount"));
}
