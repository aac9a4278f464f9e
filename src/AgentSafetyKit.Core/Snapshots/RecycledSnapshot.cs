using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// An old snapshot that retention is about to drop, to be turned into the new one: most of its names already are links to the files the new one wants, so little has to be written. If the new one then fails, it is gone all the same:
/// it was condemned. Never the newest, which is linked from, and only where two complete ones are left without it.
/// </summary>
/// <param name="Name">Which.</param>
/// <param name="Decision">Why it goes.</param>
internal sealed record RecycledSnapshot(SnapshotName Name, RetentionDecision Decision)
{
    private const int LeastLeft = 2;

    /// <param name="backups">Where.</param>
    /// <param name="names">All there are, oldest first.</param>
    /// <param name="policy">What is to be kept; null: everything.</param>
    /// <param name="coming">The new one, as if it existed; asked for only where something may go, because it looks at every file.</param>
    /// <param name="time">For ages.</param>
    /// <returns>Null: nothing goes, or nothing that may be used.</returns>
    public static RecycledSnapshot? Choose(BackupFolder backups, List<SnapshotName> names, RetentionPolicy? policy, Func<SnapshotInfo> coming, TimeProvider time)
    {
        if (policy is null || names.Count <= LeastLeft || !backups.Handle.FileSystem().HasHardLinks)
            return null;
        // What goes for its size is decided when the new one is there, and by what the disk really holds, not by an estimate.
        IReadOnlyList<RetentionDecision> decisions = RetentionPlan.Decide(
            RetentionCandidates.Of([.. names.Select(backups.Info), coming()], RestoredMark.Read(backups)?.Saved, time.LocalTimeZone), policy with { MaxTotalSize = null }, time.GetUtcNow());
        // The youngest of them differs least from the new one.
        HashSet<SnapshotName> needed = backups.NeededByPartials(names);
        for (int i = names.Count - 2; i >= 0; i--)
        {
            if (!decisions[i].Keeps && !needed.Contains(names[i]) && backups.OtherOwnerOf(names[i]) is null)
                return new RecycledSnapshot(names[i], decisions[i]);
        }

        return null;
    }

    /// <summary>Takes its name and its list of files away; what that knew of its folders is the answer. Null: it is not to be trusted.</summary>
    public FolderMatch? Take(BackupFolder backups, byte[] partial, TreeScan wanted)
    {
        FolderMatch? match;
        byte[] manifest = BackupFolder.Bytes(Name.ManifestFile);
        Errno errno = backups.Handle.StatusOf(manifest, out FileStatus status);
        using (Manifest? old = errno == Errno.Ok ? backups.ReadManifest(Name, out _) : null)
            match = old is null || old.Facts.IsRebuilt || IsCopy(backups, old) ? null : new FolderMatch(wanted, old.Table, status.ModifiedAt);
        backups.Handle.RenameToNew(BackupFolder.Bytes(Name.ToString()), partial).Check("renameat2", Name.ToString());
        backups.RemoveManifest(Name);
        return match;
    }

    private bool IsCopy(BackupFolder backups, Manifest manifest)
    {
        using FolderHandle root = backups.Open(Name);
        return CopiedSnapshot.IsCopy(manifest, root);
    }
}
