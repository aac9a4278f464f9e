using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>The snapshots of a folder that were taken before this version knew it: plain folders without a list of their files. They are listed, restored from and built on as they are.</summary>
/// <param name="Mount">The folder, as the configuration has it.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">The oldest one's name.</param>
/// <param name="Last">The newest one's name.</param>
/// <param name="Unfinished">What an early version left of snapshots it did not finish: paths. Nothing reads them.</param>
/// <param name="Partial">What a later one left so, by the name that ours have too: paths. The next snapshot removes them.</param>
public sealed record EarlierBackups(MountSettings Mount, int Count, string First, string Last, ImmutableArray<string> Unfinished, ImmutableArray<string> Partial)
{
    private const string UnfinishedMark = "-inprogress";

    /// <summary>Null: there are none.</summary>
    /// <param name="mount">The folder; it may be gone.</param>
    /// <param name="store">Opens its snapshots.</param>
    public static EarlierBackups? Of(MountSettings mount, Func<SnapshotStoreSpec, SnapshotStore> store)
    {
        if (!mount.Backups || !Directory.Exists(mount.Backup))
            return null;
        SnapshotInfo[] earlier = [.. store(new ProtectedFolder(mount.Source, mount.Backup, mount).Spec).List().Where(snapshot => snapshot.State == ManifestState.Missing)];
        ImmutableArray<string> unfinished = [.. Directory.GetDirectories(mount.Backup, "*" + UnfinishedMark).Order(StringComparer.Ordinal)];
        ImmutableArray<string> partial = [.. Directory.GetDirectories(mount.Backup).Where(folder => SnapshotName.TryParsePartial(Path.GetFileName(folder), out _)).Order(StringComparer.Ordinal)];
        return earlier.Length + unfinished.Length + partial.Length == 0
            ? null
            : new EarlierBackups(mount, earlier.Length, earlier.FirstOrDefault()?.Id ?? "", earlier.LastOrDefault()?.Id ?? "", unfinished, partial);
    }
}
