using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Plans the removal of snapshots, and removes them under the lock. First all the condemned lose their names, one atomic rename each, which takes a moment; then their trees go, which takes long. Killed in between,
/// a snapshot is either whole and listed or a rest that the next writer sweeps.
/// </summary>
internal sealed class Pruning(BackupFolder backups, TimeZoneInfo zone, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private static readonly Text Doing = new("removing old snapshots", "удаление старых снимков");

    /// <summary>For tests: called before each step that a crash could come between.</summary>
    internal static Action<string>? Step { get; set; }

    public PrunePlan Plan(RetentionPolicy? policy, bool measures, DateTimeOffset now)
    {
        List<SnapshotName> names = backups.Snapshots();
        List<SnapshotInfo> snapshots = [.. names.Select(backups.Info)];
        IReadOnlyList<RetentionCandidate> candidates = RetentionCandidates.Of(snapshots, RestoredMark.Read(backups)?.Saved, zone);
        bool limited = policy?.MaxTotalSize is { } limit && RetentionCandidates.MostBytes(candidates) > limit.Bytes;
        SnapshotSizes? sizes = limited ? Sizes(names) : null;
        IReadOnlyList<RetentionDecision> decisions = policy is null
            ? [.. snapshots.Select(snapshot => new RetentionDecision(snapshot.Id, true, snapshot.IsPinned ? RetentionReason.Pinned : RetentionReason.NoLimit, RetentionWords.NoLimit))]
            : RetentionPlan.Decide(candidates, policy, now, sizes);
        if (measures && decisions.Any(decision => !decision.Keeps))
            sizes ??= Sizes(names);
        return new PrunePlan(snapshots, decisions, policy, sizes, null);
    }

    private SnapshotSizes Sizes(List<SnapshotName> names) => new InodeSpans(backups, zone, progress, cancellation).Read(names);

    /// <summary>Only under the lock.</summary>
    /// <param name="plan">What goes.</param>
    /// <param name="needed">These stay all the same.</param>
    public PruneResult Run(PrunePlan plan, IReadOnlySet<SnapshotName> needed)
    {
        var removed = new List<SnapshotName>();
        var spared = new List<string>();
        var foreign = new List<SnapshotWarning>();
        List<SnapshotName> names = backups.Snapshots();
        HashSet<SnapshotName> mayGo = [.. names.SkipLast(1).Except(needed)];
        foreach (RetentionDecision decision in plan.Condemned)
        {
            cancellation.ThrowIfCancellationRequested();
            if (SnapshotName.TryParse(decision.Id, out SnapshotName name) && mayGo.Contains(name) && PinFile.Read(backups, name) is null)
            {
                // Looked at before anything is done to it: what lost its name and stays on the disk would be nobody's.
                if (backups.OtherOwnerOf(name) is { } owner)
                {
                    foreign.Add(new SnapshotWarning(WarningKind.OthersSnapshotStays, TreePath.Root) { Place = Path.Combine(backups.Path, name.ToString()), Owner = owner });
                    continue;
                }

                Condemn(name);
                removed.Add(name);
            }
            else
            {
                spared.Add(decision.Id);
            }
        }

        RemoveTrees(removed);
        return new PruneResult([.. removed.Select(name => name.ToString())], spared) { Warnings = foreign };
    }

    /// <summary>The manifest goes first: a rest with a manifest could be taken for a snapshot that waits to be finished, a snapshot without one is still a snapshot.</summary>
    private void Condemn(SnapshotName name)
    {
        byte[] partial = BackupFolder.Bytes(name.Partial);
        Step?.Invoke("manifest");
        Errno errno = backups.Handle.RemoveFile(BackupFolder.Bytes(name.ManifestFile));
        if (errno != Errno.ENOENT)
            errno.Check("unlinkat", name.ManifestFile);
        Step?.Invoke("rename");
        errno = backups.Handle.RenameToNew(BackupFolder.Bytes(name.ToString()), partial);
        if (errno == Errno.EEXIST)
        {
            TreeRemoval.Remove(backups.Handle, partial, cancellation).Check("unlinkat", name.Partial);
            errno = backups.Handle.RenameToNew(BackupFolder.Bytes(name.ToString()), partial);
        }

        errno.Check("renameat2", name.Partial);
    }

    private void RemoveTrees(List<SnapshotName> names)
    {
        Errno worst = Errno.Ok;
        for (int i = 0; i < names.Count; i++)
        {
            progress.Report(new WorkProgress(Doing, i, names.Count));
            Step?.Invoke("remove");
            Errno errno = TreeRemoval.Remove(backups.Handle, BackupFolder.Bytes(names[i].Partial), cancellation);
            worst = worst == Errno.Ok ? errno : worst;
        }

        if (names.Count > 0)
            progress.Report(new WorkProgress(Doing, names.Count, names.Count));
        worst.Check("unlinkat", backups.Path);
    }
}
