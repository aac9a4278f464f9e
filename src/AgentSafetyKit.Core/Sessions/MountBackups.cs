using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>Which folders of the configuration are to be backed up, and how. Touches nothing.</summary>
/// <param name="config">The configuration.</param>
/// <param name="mounted">What is mounted now.</param>
public sealed class MountBackups(KitConfig config, IReadOnlyList<MountRecord> mounted)
{
    /// <summary>All whose backups are on; a folder that is given to two VMs once.</summary>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>, <see cref="ErrorCode.PolicyRefused"/>: there is none.</exception>
    public IReadOnlyList<RepeatedBackup> All(bool? continuous, bool waitsForLock)
    {
        ImmutableArray<MountSettings> mounts = config.Mounts;
        RepeatedBackup[] wanted = [.. mounts.Where(mount => mount.Backups).Select(mount => Of(mount, continuous, waitsForLock)).DistinctBy(backup => (backup.Store.Source, backup.Store.BackupFolder))];
        if (wanted.Length > 0)
            return wanted;
        throw mounts.IsEmpty
            ? new KitException(
                ErrorCode.FolderRefused,
                new Text("there is nothing to back up", "сохранять нечего"),
                new Text("the configuration has no folders under 'mounts'", "в настройках нет папок в разделе mounts"),
                new Text("add one to the file that is named by: agsekit config path\nmounts:\n  - source: ~/project", "добавьте папку в файл, который назовёт: agsekit config path\nmounts:\n  - source: ~/project"))
            : new KitException(
                ErrorCode.PolicyRefused,
                new Text("there is nothing to back up", "сохранять нечего"),
                new Text("all folders of the configuration have 'backups: off'", "у всех папок в настройках указано backups: off"),
                new Text("set 'backups: on' where you want them; the file is named by: agsekit config path", "укажите backups: on там, где они нужны; где файл, скажет: agsekit config path"));
    }

    /// <exception cref="KitException"><see cref="ErrorCode.PolicyRefused"/>: its backups are off; <see cref="ErrorCode.FolderRefused"/>: its snapshots would lie where an agent reaches them.</exception>
    public RepeatedBackup Of(MountSettings mount, bool? continuous, bool waitsForLock)
    {
        string shown = Printable.Escape(mount.Source);
        if (!mount.Backups)
        {
            string byHand = new StorePlace(mount.Source, mount.Backup).Command("backup-repeated");
            throw new KitException(
                ErrorCode.PolicyRefused,
                new Text($"{shown} is not backed up", $"{shown} не сохраняется"),
                new Text("the configuration says 'backups: off' for it", "в настройках для неё указано backups: off"),
                new Text($"set 'backups: on' in the configuration, or: {byHand}", $"укажите в настройках backups: on, или: {byHand}"));
        }

        // A disk that is not there yet is waited for.
        string source = new MountSources(config, mounted).Of(mount);
        new BackupPlacement(config, mounted).Check(source, mount.Backup);
        var loop = new BackupLoopSpec { Interval = mount.Interval, OnBursts = continuous ?? mount.Continuous, TakesFirst = mount.FirstBackup, WaitsForLock = waitsForLock };
        return new RepeatedBackup(new ProtectedFolder(source, mount.Backup, mount).Spec, loop, MountStore.IdOf(source, mount.Machine));
    }
}
