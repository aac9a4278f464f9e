using AgentSafetyKit.Cli.CommandLine;
using AgentSafetyKit.Cli.Terminal;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Configuration.Migration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Processes;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Cli.Commands;

/// <summary>Takes over what the earlier tool left: shows, asks, writes.</summary>
internal sealed class MigrationFlow(CommandContext context)
{
    private readonly KitServices _services = context.Services;

    public async Task<int> RunAsync(string? from, bool yes, bool dryRun, CancellationToken cancellation)
    {
        string target = _services.ConfigFile, source = from ?? SourceOf(target);
        while (true)
        {
            ConfigMigration migration = ConfigMigration.Of(MigrationSource.Read(source, isNamed: from is not null), _services.ConfigContext);
            bool moves = RealPath.OfExistingPart(source) != RealPath.OfExistingPart(target);
            string seen = ConfigChange.TextOf(target);
            if (moves && File.Exists(target) && seen != migration.Text)
                throw OtherIsThere(target, source);
            bool isDone = seen == migration.Text;
            MigrationView.Show(context.Terminal, source, moves && !isDone ? target : null, migration, Backups(migration), EarlierInstall.Remains(_services.HomeFolder, Environment.ProcessPath ?? ""));
            int code = migration.Read.Config is null ? (int)ExitCode.Warnings : 0;
            if (isDone || dryRun)
                return code;
            await ConfigChange.AgreeAsync(context, yes, "migrate", from is null ? "" : $"--from {ShellQuote.Shown(from)}", cancellation).ConfigureAwait(false);
            if (!await ConfigChange.TryWriteAsync(context, seen, migration.Text, cancellation).ConfigureAwait(false))
                continue;
            context.Terminal.Say(new Text($"Written to {Printable.Escape(target)}.", $"Записано в {Printable.Escape(target)}."));
            return code;
        }
    }

    private string SourceOf(string target) =>
        Path.Combine(_services.HomeFolder, ".config/agsekit/config.yaml") is var usual && !File.Exists(target) && File.Exists(usual) ? usual : target;

    private List<EarlierBackups> Backups(ConfigMigration migration)
    {
        var found = new List<EarlierBackups>();
        foreach (MountSettings mount in migration.Read.Config?.Mounts ?? [])
        {
            if (EarlierBackups.Of(mount, _services.Snapshots) is { } earlier)
                found.Add(earlier);
        }

        return found;
    }

    private static KitException OtherIsThere(string target, string source)
    {
        string shown = Printable.Escape(target), other = Printable.Escape(source);
        return new KitException(
            ErrorCode.ConfigInvalid,
            ConfigChange.None,
            new Text($"{shown} is there already, with something else in it than {other}", $"{shown} уже есть, и в нём не то же, что в {other}"),
            new Text($"move it away and try again, or keep it: agsekit config-example shows every key to copy by hand", $"уберите его и повторите — или оставьте и перенесите нужное сами: все ключи покажет agsekit config-example"));
    }
}
