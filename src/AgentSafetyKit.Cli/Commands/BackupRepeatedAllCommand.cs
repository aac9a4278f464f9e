using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Cli.Commands;

internal static class BackupRepeatedAllCommand
{
    public static KitCommand Create()
    {
        KitOption<bool> continuous = RepeatedWords.Continuous(), notContinuous = RepeatedWords.NotContinuous();
        return new KitCommand("backup-repeated-all", new Text("Take snapshots of all configured folders until stopped", "Делать снимки всех папок из настроек, пока не остановят"))
        {
            Group = CommandGroup.Backups,
            Reports = true,
            Details = new Text(
                "One process for all, each by its own settings. Folders with 'backups: off' are left out.", "Один процесс на все, каждая — по своим настройкам. Папки с backups: off пропускаются."),
            Examples =
            [
                new CommandExample("agsekit backup-repeated-all", new Text("all of the configuration", "все из настроек")),
                new CommandExample("agsekit backup-repeated-all --json", new Text("a line of JSON for each event", "строка JSON на каждое событие")),
            ],
            Work = (context, cancellation) =>
            {
                KitConfig config = context.Services.Config();
                IReadOnlyList<RepeatedBackup> backups = new MountBackups(config, context.Services.Mounts.All()).All(
                    RepeatedWords.ContinuousOf(context.Value(continuous), context.Value(notContinuous)), waitsForLock: true);
                foreach (MountSettings off in config.Mounts.Where(mount => !mount.Backups))
                {
                    string shown = Printable.Escape(off.Source);
                    context.Terminal.Say(new Text($"{shown} is left out: its backups are off.", $"{shown} пропускается: снимки для неё выключены."));
                }

                return BackupRoutine.RunAsync(context, backups, cancellation);
            },
        }.With(continuous, notContinuous);
    }
}
