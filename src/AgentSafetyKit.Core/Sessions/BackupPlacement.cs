using AgentSafetyKit.Configuration;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Storage;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// Keeps snapshots out of the agents' reach: a backup folder must not lie in, be, or hold a folder that is given to a VM. The configuration's own check compares what is written
/// there; this one compares where it really leads, so that a symbolic link does not get round it.
/// </summary>
/// <param name="config">Its mounts may be given away at any time; null: there is none.</param>
/// <param name="mounted">What is mounted now.</param>
public sealed class BackupPlacement(KitConfig? config, IReadOnlyList<MountRecord> mounted)
{
    private IEnumerable<string> Given => (config?.Mounts ?? []).Select(new MountSources(config, mounted).Of).Concat(mounted.Select(record => record.Source));

    /// <summary>Checks the place of snapshots against the folders that are given away; whether it lies apart from <paramref name="source"/> is not looked at.</summary>
    /// <param name="source">What is saved, its real path: a folder given away or not.</param>
    /// <param name="backupFolder">Where its snapshots go.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>, with both paths.</exception>
    public void CheckGiven(string source, string backupFolder)
    {
        foreach (string folder in Given.Where(folder => folder != source).Distinct())
            RequireApart(backupFolder, folder);
    }

    /// <summary>Checks a folder about to be given away: its own snapshots against all given folders, and all other snapshots against it.</summary>
    /// <param name="source">The folder, its real path.</param>
    /// <param name="backupFolder">Where its snapshots go; null where none are taken.</param>
    /// <exception cref="KitException"><see cref="ErrorCode.FolderRefused"/>, with both paths.</exception>
    public void Check(string source, string? backupFolder)
    {
        if (backupFolder is not null)
        {
            foreach (string folder in Given.Prepend(source).Distinct())
                RequireApart(backupFolder, folder);
        }

        foreach (MountSettings mount in (config?.Mounts ?? []).Where(mount => mount.Backups))
            RequireApart(mount.Backup, source);
    }

    private static void RequireApart(string backupFolder, string given)
    {
        string backups = RealPath.OfExistingPart(backupFolder);
        bool inside = FolderFinder.IsAtOrBeneath(backups, given);
        if (!inside && !FolderFinder.IsAtOrBeneath(given, backups))
            return;
        string shown = Printable.Escape(backupFolder), real = Printable.Escape(backups), folder = Printable.Escape(given);
        string named = backups == backupFolder ? shown : $"{shown} ({real})";
        throw new KitException(
            ErrorCode.FolderRefused,
            new Text($"snapshots can not be kept in {named}", $"снимки нельзя хранить в {named}"),
            inside
                ? new Text($"it lies in {folder}, which is given to a VM: an agent could change the snapshots", $"эта папка лежит в {folder}, а та отдаётся ВМ: агент мог бы менять снимки")
                : new Text($"the folder {folder} in it is given to a VM: an agent would work among the snapshots", $"в ней лежит папка {folder}, которая отдаётся ВМ: агент работал бы среди снимков"),
            new Text("keep them somewhere else: 'backup' in the configuration, or --dest-dir", "храните их в другом месте: backup в настройках или ключ --dest-dir"));
    }
}
