using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Goes through all snapshots, oldest first, with the list of files of each; one that lost its manifest is read from the disk. A snapshot that retention takes away meanwhile is passed over.
/// </summary>
internal static class SnapshotSeries
{
    private static readonly Text Doing = new("reading snapshots", "чтение снимков");

    /// <summary>Each is closed when the next one is asked for.</summary>
    public static IEnumerable<OpenSnapshot> Open(SnapshotStore store, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<SnapshotName> names = Names(store);
        for (int i = 0; i < names.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress(Doing, i, names.Count));
            OpenSnapshot snapshot;
            try
            {
                snapshot = store.Open(names[i].ToString(), needsManifest: true, progress, cancellation);
            }
            catch (KitException error) when (error.Code == ErrorCode.SnapshotMissing)
            {
                continue;
            }

            using (snapshot)
                yield return snapshot;
        }
    }

    public static IReadOnlyList<SnapshotName> Names(SnapshotStore store)
    {
        using BackupFolder? backups = BackupFolder.Find(store.Spec.BackupFolder);
        if (backups is null)
            return [];
        CapturedSnapshots.FinishIfPossible(backups, store.Spec, CancellationToken.None);
        return backups.Snapshots();
    }
}
