using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Takes one snapshot, under the lock: check, guard against a vanished source, build, flush, publish. Whatever goes wrong, no partial stays and no older snapshot changes.</summary>
internal sealed class SnapshotCreation(SnapshotStoreSpec spec, SnapshotRequest request, BackupFolder backups, FolderHandle source, TimeProvider time, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private const int FewFiles = 100;
    private readonly SpaceGuard _space = new(backups.Handle, spec.BackupFolder, spec.MinFreeSpace);

    /// <summary>For tests: called before each step that a crash could come between.</summary>
    internal static Action<string>? Step { get; set; }

    public SnapshotResult Run()
    {
        backups.Sweep(cancellation);
        List<SnapshotName> names = backups.Snapshots();
        if (names.Count == 0)
            return Create(null, null, null);
        using FolderHandle folder = backups.Open(names[^1]);
        using Manifest newest = LoadNewest(names, folder);
        return Create(names[^1], newest, folder);
    }

    private Manifest LoadNewest(List<SnapshotName> names, FolderHandle folder)
    {
        if (backups.ReadManifest(names[^1], out _) is { } manifest)
            return manifest;
        long sequence = names.Count;
        for (int i = names.Count - 2; i >= 0; i--)
        {
            if (backups.Info(names[i]).Facts is { } facts)
            {
                sequence = facts.Sequence + (names.Count - 1 - i);
                break;
            }
        }

        return ManifestRebuild.From(names[^1], folder, sequence, time.LocalTimeZone, cancellation);
    }

    private SnapshotResult Create(SnapshotName? last, Manifest? previous, FolderHandle? previousFolder)
    {
        using TreeScan scan = TreeScanner.Run(
            new ScanSpec { Root = source, Previous = previous, PreviousRoot = previousFolder, Given = spec.Exclude, Frozen = request.FrozenRules, KeepsUnreadable = true, Progress = progress },
            cancellation);
        if (previous is not null)
        {
            GuardAgainstLoss(previous, scan);
            if (!scan.HasChanges)
                return Unchanged(last!.Value, previous, scan);
        }

        _space.Require(scan.BytesToCopy + (scan.Table.FolderCount * 4096L));
        SnapshotName name = SnapshotName.After(last, time.GetLocalNow());
        DateTimeOffset takenAt = time.GetUtcNow();
        byte[] partial = BackupFolder.Bytes(name.Partial);
        try
        {
            backups.Handle.MakeFolder(partial).Check("mkdirat", name.Partial);
            Manifest manifest = Build(partial, scan, previous, previousFolder, takenAt);
            name = Publish(partial, name, manifest);
        }
        catch
        {
            _ = TreeRemoval.Remove(backups.Handle, partial, CancellationToken.None);
            throw;
        }

        return new SnapshotResult(SnapshotOutcome.Created, backups.Info(name), scan.Rules, scan.Warnings, scan.IgnoreChanges, scan.Excluded);
    }

    private Manifest Build(byte[] partial, TreeScan scan, Manifest? previous, FolderHandle? previousFolder, DateTimeOffset takenAt)
    {
        int added = scan.Added, changed = scan.Changed;
        Step?.Invoke("build");
        backups.Handle.OpenFolder(partial, out FolderHandle destination).Check("openat", partial);
        using (destination)
        {
            using var builder = new SnapshotBuilder(scan, source, destination, previous?.Table, previousFolder, _space, progress, cancellation);
            try
            {
                builder.Build();
            }
            catch (SystemCallException e) when (e.Errno is Errno.ENOSPC or Errno.EDQUOT)
            {
                throw _space.Full(e.Errno);
            }

            destination.Status(out FileStatus root).Check("statx");
            return new Manifest
            {
                Facts = ManifestRebuild.FactsOf(scan.Table) with
                {
                    Sequence = (previous?.Facts.Sequence ?? 0) + 1,
                    TakenAt = takenAt,
                    Reason = request.Reason,
                    RunId = request.RunId,
                    CopiedBytes = builder.CopiedBytes,
                    Added = added,
                    Changed = changed,
                    Deleted = scan.DeletedEntries,
                    Warnings = scan.Warnings.Count,
                },
                Table = scan.Table,
                Rules = scan.Rules,
                RulesWereFrozen = request.FrozenRules is not null,
                Warnings = scan.Warnings,
                ScanStart = scan.StartedAt,
                InodesWereUnstable = scan.InodesAreUnstable,
                Source = scan.Root,
                Snapshot = RootIdentity.Of(root),
            };
        }
    }

    /// <summary>
    /// Data first, then the manifest, then the name: after a power cut a published snapshot is whole. A name that somebody took meanwhile is passed over.
    /// </summary>
    private SnapshotName Publish(byte[] partial, SnapshotName name, Manifest manifest)
    {
        cancellation.ThrowIfCancellationRequested();
        Step?.Invoke("flush");
        backups.Handle.FlushFileSystem().Check("syncfs", backups.Path);
        for (; ; name = name.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            Step?.Invoke("manifest");
            backups.WriteManifest(name, manifest);
            Step?.Invoke("publish");
            Errno errno = backups.Handle.RenameToNew(partial, BackupFolder.Bytes(name.ToString()));
            if (errno != Errno.Ok)
                backups.RemoveManifest(name);
            if (errno == Errno.EEXIST)
                continue;
            errno.Check("renameat2", name.ToString());
            backups.Handle.Flush().Check("fsync", backups.Path);
            Step?.Invoke("published");
            return name;
        }
    }

    private SnapshotResult Unchanged(SnapshotName last, Manifest previous, TreeScan scan)
    {
        bool rulesMoved = !scan.IsUntouched && request.FrozenRules is null && (previous.RulesWereFrozen || previous.Rules.Hash() != scan.Rules.Hash());
        if (scan.NeedsRefresh || rulesMoved || (previous.Facts.IsRebuilt && !scan.IsUntouched))
        {
            TreeTable table = scan.Table;
            for (int i = 0; i < table.FolderCount; i++)
            {
                // The snapshot's own folder has the time it was made with; a time alone is no reason for a new snapshot.
                if (scan.FolderOrigins[i] >= 0)
                    table.Folder(i).ModifiedAt = previous.Table.Folder(scan.FolderOrigins[i]).ModifiedAt;
            }

            backups.WriteManifest(last, previous with
            {
                Table = table,
                Rules = scan.Rules,
                RulesWereFrozen = request.FrozenRules is not null,
                ScanStart = scan.StartedAt,
                InodesWereUnstable = scan.InodesAreUnstable,
                Source = scan.Root,
                Facts = previous.Facts with { IsRebuilt = previous.Facts.IsRebuilt },
            });
        }

        return new SnapshotResult(SnapshotOutcome.Unchanged, backups.Info(last), scan.Rules, scan.Warnings, scan.IgnoreChanges, scan.Excluded);
    }

    private void GuardAgainstLoss(Manifest previous, TreeScan scan)
    {
        if (scan.IsUntouched)
            return;
        int before = previous.Facts.Files;
        int now = ManifestRebuild.FactsOf(scan.Table).Files;
        bool emptied = now == 0;
        bool mostGone = scan.DeletedEntries > FewFiles && scan.DeletedEntries * 2L > before;
        if (before == 0 || request.AcceptsMassDeletion || !(emptied || mostGone))
            return;
        throw new KitException(
            ErrorCode.SourceEmptied,
            new Text($"no snapshot of {Printable.Escape(spec.Source)} was taken", $"снимок {Printable.Escape(spec.Source)} не сделан"),
            new Text(
                $"{scan.DeletedEntries} of the {before} files of the newest snapshot are gone: it looks as if the folder were unmounted, replaced or wiped",
                $"из {before} файлов последнего снимка исчезли {scan.DeletedEntries}: похоже, папка отключена, подменена или стёрта"),
            new Text("if that is meant, take the snapshot with --yes; else bring the files back with 'agsekit backup restore'", "если так и задумано, сделайте снимок с --yes; иначе верните файлы командой «agsekit backup restore»"));
    }
}
