using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Takes a folder out of the configuration; the folder and its snapshots stay.</summary>
internal static class MountRemovalFlow
{
    public static async Task<int> RunAsync(CommandContext context, string folder, string? machine, MountEntryAnswers answers, CancellationToken cancellation)
    {
        KitServices services = context.Services;
        while (true)
        {
            string seen = ConfigChange.TextOf(services.ConfigFile);
            KitConfig config = services.Config();
            // A folder that is gone can still be taken out.
            var sources = new MountSources(config);
            MountSettings entry = EntryOf(config, sources, folder, machine);
            // With the outer folder's entry goes the rule that its links are not followed.
            foreach (MountSettings inner in config.Mounts.Where(mount => mount != entry && Directory.Exists(mount.Source) && FolderFinder.IsAtOrBeneath(sources.Of(mount), sources.Of(entry))))
                _ = sources.Require(inner);
            string text = ConfigEditor.RemoveMount(seen, entry.Index), shown = Printable.Escape(entry.Source), backups = Printable.Escape(entry.Backup);
            _ = ConfigChange.RequireRight(services, text);
            RequireUnmounted(services, sources.Of(entry), entry.Machine, shown);
            context.Terminal.Always(new Text($"To be taken out of the configuration: {shown} (VM '{entry.Machine}')", $"Будет убрано из настроек: {shown} (ВМ «{entry.Machine}»)"));
            if (entry.Backups)
                context.Terminal.Always(new Text($"  its snapshots stay where they are: {backups}; no new ones are taken", $"  снимки остаются на месте: {backups}; новых больше не будет"));
            if (answers.DryRun)
                return 0;
            await ConfigChange.AgreeAsync(context, answers.Yes, "removemount", shown, cancellation).ConfigureAwait(false);
            if (!await ConfigChange.TryWriteAsync(context, seen, text, cancellation).ConfigureAwait(false))
                continue;
            context.Terminal.Say(new Text($"{shown} is no longer in the configuration.", $"{shown} больше нет в настройках."));
            return 0;
        }
    }

    private static MountSettings EntryOf(KitConfig config, MountSources sources, string folder, string? machine)
    {
        if (machine is not null && config.FindMachine(machine) is null)
            throw MachineNames.Unknown(machine, config);
        string real = RealPath.OfExistingPart(folder);
        MountSettings[] entries = [.. config.Mounts.Where(mount => mount.Source == folder || sources.Of(mount) == real)];
        if (entries.Length == 0)
            entries = [MountWords.Required(config, folder)];
        MountSettings[] meant = [.. entries.Where(mount => machine is null || mount.Machine == machine)];
        string shown = Printable.Escape(folder), machines = string.Join(", ", entries.Select(mount => mount.Machine).Distinct());
        return meant.Length switch
        {
            0 => throw new KitException(
                ErrorCode.FolderRefused,
                ConfigChange.None,
                new Text($"{shown} is there for VM {machines}, not for '{machine}'", $"{shown} записана для ВМ {machines}, а не для «{machine}»"),
                Text.Verbatim($"agsekit removemount {ShellQuote.Shown(folder)} --vm {entries[0].Machine}")),
            > 1 when machine is null => throw new KitException(
                ErrorCode.Usage,
                ConfigChange.None,
                new Text($"{shown} is there for several VMs: {machines}", $"{shown} записана для нескольких ВМ: {machines}"),
                Text.Verbatim($"agsekit removemount {ShellQuote.Shown(folder)} --vm {meant[0].Machine}")),
            _ => meant[0],
        };
    }

    private static void RequireUnmounted(KitServices services, string source, string machine, string shown)
    {
        if (services.Mounts.All().FirstOrDefault(record => record.Source == source && record.Machine == machine) is not { } record)
            return;
        throw new KitException(
            ErrorCode.Busy,
            ConfigChange.None,
            new Text($"{shown} is mounted in VM '{record.Machine}' now", $"{shown} сейчас подключена в ВМ «{record.Machine}»"),
            Text.Verbatim($"agsekit umount {shown}"));
    }
}
