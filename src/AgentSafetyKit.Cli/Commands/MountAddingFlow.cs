using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Writes a folder into the configuration.</summary>
internal static class MountAddingFlow
{
    public static async Task<int> RunAsync(CommandContext context, string folder, Func<string, MountAddition> entry, MountEntryAnswers answers, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        string real = new MountSources(services.ConfigIfAny(), services.Mounts.All()).Require(folder), shown = Printable.Escape(real);
        services.FolderRules.Check(real);
        while (true)
        {
            string seen = ConfigChange.TextOf(services.ConfigFile);
            KitConfig config = services.Config();
            if (FolderFinder.MountOf(config, real) is { } there && new MountSources(config).Of(there) == real)
                throw AlreadyThere(shown, there);
            string text = ConfigEditor.AddMount(seen, entry(real));
            MountSettings added = ConfigChange.RequireRight(services, text).Mounts[^1];
            new BackupPlacement(config, services.Mounts.All()).Check(real, added.Backups ? added.Backup : null);
            Show(context, added, shown);
            if (answers.DryRun)
                return 0;
            await ConfigChange.AgreeAsync(context, answers.Yes, "addmount", shown, cancellation).ConfigureAwait(false);
            if (!await ConfigChange.TryWriteAsync(context, seen, text, cancellation).ConfigureAwait(false))
                continue;
            context.Terminal.Say(new Text($"Written to {Printable.Escape(services.ConfigFile)}.", $"Записано в {Printable.Escape(services.ConfigFile)}."));
            if (answers.MountNow)
                await MountWords.MountAsync(context, added, cancellation).ConfigureAwait(false);
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

    private static KitException AlreadyThere(string shown, MountSettings there) => new(
        ErrorCode.FolderRefused,
        ConfigChange.None,
        new Text($"{shown} is there already, for VM '{there.Machine}'", $"{shown} там уже есть, для ВМ «{there.Machine}»"),
        new Text("edit it there (agsekit config path), or take it out first: agsekit removemount", "измените её там (agsekit config path) или сначала уберите: agsekit removemount"));
}
