using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupRepeatedMountCommand
{
    public static KitCommand Create()
    {
        var mount = new KitOption<string?>("--mount", new Text("The folder (default: the configured one you are in, or the only one)", "Папка (по умолчанию — та из настроек, в которой вы находитесь, или единственная)")) { HelpName = "PATH" };
        KitOption<bool> continuous = RepeatedWords.Continuous(), notContinuous = RepeatedWords.NotContinuous();
        return new KitCommand("backup-repeated-mount", new Text("Take snapshots of a configured folder until stopped", "Делать снимки папки из настроек, пока не остановят"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "As 'backup-repeated', by the configuration: backup, interval, max_backups, backup_clean_method, first_backup, continuous, exclude.",
                "Как «backup-repeated», но по настройкам: backup, interval, max_backups, backup_clean_method, first_backup, continuous, exclude."),
            Examples =
            [
                new CommandExample("agsekit backup-repeated-mount", new Text("the folder you are in", "папка, в которой вы находитесь")),
                new CommandExample("agsekit backup-repeated-mount --mount ~/project --no-continuous", new Text("only at each interval", "только по времени")),
            ],
            Work = (context, cancellation) =>
            {
                KitConfig config = context.Services.Config();
                RepeatedBackup backup = new MountBackups(config, context.Services.Mounts.All()).Of(
                    Chosen(context, config, context.Value(mount)), RepeatedWords.ContinuousOf(context.Value(continuous), context.Value(notContinuous)), waitsForLock: true);
                return BackupRoutine.RunAsync(context, [backup], cancellation);
            },
        }.With(mount, continuous, notContinuous);
    }

    /// <summary>The folder itself need not be there: it is waited for.</summary>
    private static MountSettings Chosen(CommandContext context, KitConfig config, string? given)
    {
        string folder = context.FullPath(given ?? ".");
        MountSettings? chosen = config.Mounts.FirstOrDefault(mount => mount.Source == folder)
            ?? (Directory.Exists(folder) ? FolderFinder.MountOf(config, folder) : null)
            ?? (given is null && config.Mounts.Length == 1 ? config.Mounts[0] : null);
        string shown = Printable.Escape(folder), known = string.Join(", ", config.Mounts.Select(mount => Printable.Escape(mount.Source)));
        return chosen ?? throw new KitException(
            ErrorCode.FolderRefused,
            new Text($"the folder {shown} is not in the configuration", $"папки {shown} нет в настройках"),
            known.Length == 0
                ? new Text("there are no folders under 'mounts'", "в разделе mounts нет папок")
                : new Text($"under 'mounts' there are: {known}", $"в разделе mounts есть: {known}"),
            new Text("name one of them with --mount, or add this one to the file that is named by: agsekit config path", "укажите одну из них ключом --mount или добавьте эту в файл, который назовёт: agsekit config path"));
    }
}
