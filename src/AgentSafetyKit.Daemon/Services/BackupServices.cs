using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Sessions;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>The backups of every folder of the configuration, whether an agent works in it or not.</summary>
internal sealed class BackupServices(KitServices kit, BackupBoard board, DaemonVoice voice) : IServiceSource
{
    public IEnumerable<ServiceSpec> Wanted(KitConfig config)
    {
        MountSettings[] saved = [.. config.Mounts.Where(mount => mount.Backups).DistinctBy(mount => (mount.Source, mount.Backup))];
        var sources = new MountSources(config);
        board.Keep([.. saved.Select(mount => (sources.Of(mount), mount.Backup))]);
        HashSet<string> named = [];
        return [.. saved.Select(mount => new ServiceSpec(NameOf(mount, named), WishOf(mount, config), cancellation => SaveAsync(mount, config, cancellation)))];
    }

    /// <summary>That of its folder; where that has snapshots in several places, with the place from the second on.</summary>
    private static string NameOf(MountSettings mount, HashSet<string> named) => named.Add(mount.Source) ? $"backup:{mount.Source}" : $"backup:{mount.Source}:{mount.Backup}";

    /// <summary>All that the backups of this folder depend on. Other folders count only where they are in the way of its snapshots: a folder that is added is no reason to begin the others anew.</summary>
    private static string WishOf(MountSettings mount, KitConfig config) => string.Join(
        '\n',
        [
            mount.Source, new MountSources(config).Of(mount), mount.Backup, $"{mount.Interval} {mount.Continuous} {mount.FirstBackup} {mount.MaxBackups} {mount.Clean}",
            $"{mount.MaxBackupSize?.Bytes} {mount.MaxNewBytes.Bytes} {mount.MaxFileSize?.Bytes} {mount.MaxFiles} {mount.MinFreeSpace.Bytes} {mount.Machine}", .. mount.Exclude,
            ObstacleOf(mount, config),
        ]);

    /// <summary>Why its snapshots can not lie where they are to; empty: they can.</summary>
    private static string ObstacleOf(MountSettings mount, KitConfig config)
    {
        try
        {
            new BackupPlacement(config, []).Check(new MountSources(config).Of(mount), mount.Backup);
            return "";
        }
        catch (KitException obstacle)
        {
            return obstacle.Cause.English;
        }
    }

    private async Task SaveAsync(MountSettings mount, KitConfig config, CancellationToken cancellation)
    {
        RepeatedBackup backup = new MountBackups(config, kit.Mounts.All()).Of(mount, null, waitsForLock: false);
        (bool missed, bool hadSnapshots) = board.Begin(backup.Store.Source, backup.Store.BackupFolder, backup.Loop.Interval, kit.Time.GetUtcNow());
        backup = backup with { TakesOverRuns = true, Loop = backup.Loop with { TakesFirst = backup.Loop.TakesFirst || missed, HadSnapshots = hadSnapshots } };
        await kit.RepeatedBackups.RunAsync([backup], null, happened => Hear(backup, happened), cancellation).ConfigureAwait(false);
    }

    private void Hear(RepeatedBackup backup, BackupEvent happened)
    {
        board.Add(backup.Store.Source, backup.Store.BackupFolder, happened);
        if (BackupWords.Of(happened) is { } told)
            voice.Tell(told);
    }
}
